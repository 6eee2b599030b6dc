/**
 * The files a configuration consists of: the text itself, and the maps and lists it names, within
 * limits that the heap sets.
 */
@NullMarked
package dev.sluice.runtime.config.files;

import org.jspecify.annotations.NullMarked;
