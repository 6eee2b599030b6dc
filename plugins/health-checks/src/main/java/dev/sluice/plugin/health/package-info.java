/**
 * Health checks, a package each: start at a factory ({@link
 * dev.sluice.plugin.health.http.HttpFactory}), then read {@link
 * dev.sluice.plugin.health.probe.Probing}, which every probe goes through.
 */
@NullMarked
package dev.sluice.plugin.health;

import org.jspecify.annotations.NullMarked;
