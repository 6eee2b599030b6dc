/**
 * Health checks: start at a factory ({@link dev.sluice.plugin.health.HttpFactory}), then read
 * {@link dev.sluice.plugin.health.Probing}, which every probe goes through, and the {@link
 * dev.sluice.plugin.health.Talk} of a check.
 */
@NullMarked
package dev.sluice.plugin.health;

import org.jspecify.annotations.NullMarked;
