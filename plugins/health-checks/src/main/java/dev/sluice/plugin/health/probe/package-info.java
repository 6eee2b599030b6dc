/**
 * What all checks are made with: {@link dev.sluice.plugin.health.probe.Probing}, which every probe
 * goes through, and the {@link dev.sluice.plugin.health.probe.Talk} of a check.
 */
@NullMarked
package dev.sluice.plugin.health.probe;

import org.jspecify.annotations.NullMarked;
