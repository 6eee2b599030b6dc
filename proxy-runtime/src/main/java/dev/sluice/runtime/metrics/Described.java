package dev.sluice.runtime.metrics;

/**
 * A metric as documents and monitoring know it.
 *
 * @param name in Micrometer's form: words with dots, which become underscores in Prometheus, where
 *     counters end in {@code _total}
 * @param counter whether it only grows; else it is a gauge
 * @param doc what it is, without a full stop
 * @param tags the keys of its tags, for documents
 */
public record Described(String name, boolean counter, String doc, String tags) {}
