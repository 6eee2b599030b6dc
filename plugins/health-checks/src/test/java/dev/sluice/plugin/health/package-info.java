/** Tests of the health checks. */
@NullMarked
package dev.sluice.plugin.health;

import org.jspecify.annotations.NullMarked;
