/** Filters and emitters that behave well, late, badly, or not at all. */
@NullMarked
package dev.sluice.it.extension;

import org.jspecify.annotations.NullMarked;
