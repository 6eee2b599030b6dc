/** Tests of the health of servers. */
@NullMarked
package dev.sluice.runtime.backend.health;

import org.jspecify.annotations.NullMarked;
