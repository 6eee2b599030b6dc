/**
 * Whether servers work: a {@link dev.sluice.runtime.backend.health.HealthMonitor} has the checks of
 * the configuration in effect asked, and tells {@link dev.sluice.runtime.backend.ServerState}.
 */
@NullMarked
package dev.sluice.runtime.backend.health;

import org.jspecify.annotations.NullMarked;
