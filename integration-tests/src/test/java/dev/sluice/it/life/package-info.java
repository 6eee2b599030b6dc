/** A running proxy through reloads to its end. */
@NullMarked
package dev.sluice.it.life;

import org.jspecify.annotations.NullMarked;
