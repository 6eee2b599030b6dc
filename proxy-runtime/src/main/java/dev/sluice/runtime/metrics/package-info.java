/**
 * What is counted, under the names that monitoring gets: {@link
 * dev.sluice.runtime.metrics.BackendMetric} and {@link dev.sluice.runtime.metrics.ServerMetric}
 * name each once, {@link dev.sluice.runtime.metrics.Metrics} publishes them to Micrometer. Counting
 * goes on in the fields that the proxy has anyway; they are read only when somebody asks.
 */
@NullMarked
package dev.sluice.runtime.metrics;

import org.jspecify.annotations.NullMarked;
