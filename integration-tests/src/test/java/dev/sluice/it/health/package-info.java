/** Checks of servers, and what sessions see of them. */
@NullMarked
package dev.sluice.it.health;

import org.jspecify.annotations.NullMarked;
