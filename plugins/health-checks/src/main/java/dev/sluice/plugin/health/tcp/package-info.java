/** The check {@code tcp}. */
@NullMarked
package dev.sluice.plugin.health.tcp;

import org.jspecify.annotations.NullMarked;
