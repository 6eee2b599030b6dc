/**
 * Changes of files: {@link dev.sluice.runtime.watch.FileWatch} tells whether there is one, {@link
 * dev.sluice.runtime.watch.FileEvents} when it is time to look.
 */
@NullMarked
package dev.sluice.runtime.watch;

import org.jspecify.annotations.NullMarked;
