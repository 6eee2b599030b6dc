/** Servers of a backend: which of them sessions get, and how they wait for one. */
@NullMarked
package dev.sluice.it.backend;

import org.jspecify.annotations.NullMarked;
