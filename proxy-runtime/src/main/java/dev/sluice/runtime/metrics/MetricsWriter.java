package dev.sluice.runtime.metrics;

import java.util.stream.Stream;

/** Writes the reference of what is counted as Markdown. */
public final class MetricsWriter {

  private static final String HEAD =
      """
      # Metrics

      Generated from the declarations that are published. Names are Micrometer's; in Prometheus dots are underscores, and
      counters end in `_total`. All are kept for what the configuration has, and go on across reloads. Nothing serves them
      yet: the admin interface is to come.

      Plugins publish theirs as `sluice.<word>.<name>`, with the tags section and number. `rate-limit` has the counters
      `sluice.rate.limit.allowed`, `.denied`, `.tarpitted`, `.dry.run` and `.uncounted`, and the gauge
      `sluice.rate.limit.keys`.

      | name | kind | tags | meaning |
      |---|---|---|---|
      """;

  private MetricsWriter() {}

  /** The reference. */
  public static String write() {
    StringBuilder text = new StringBuilder(HEAD);
    Stream.concat(
            Stream.of(BackendMetric.values()).map(BackendMetric::describe),
            Stream.of(ServerMetric.values()).map(ServerMetric::describe))
        .forEach(metric ->
            text.append(
                "| `%s` | %s | %s | %s |\n"
                    .formatted(
                        metric.name(),
                        metric.counter() ? "counter" : "gauge",
                        metric.tags(),
                        metric.doc())));
    return text.toString();
  }
}
