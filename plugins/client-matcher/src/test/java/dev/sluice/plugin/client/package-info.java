/** Tests of what looks at clients. */
@NullMarked
package dev.sluice.plugin.client;

import org.jspecify.annotations.NullMarked;
