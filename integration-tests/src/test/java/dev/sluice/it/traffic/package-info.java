/** HTTP mode under random traffic: every answer belongs to its request, and nothing is left. */
@NullMarked
package dev.sluice.it.traffic;

import org.jspecify.annotations.NullMarked;
