package dev.sluice.runtime.metrics;

import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.extensions.Figure;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Publishes what is counted to registries of Micrometer. What a reload brings is published, and
 * what it takes away is removed, in all of them. Until there is one, nothing of Micrometer is
 * loaded. Thread-safe.
 */
public final class Metrics implements MeterBinder {

  private record Published(Series series, Meter meter) {}

  private final Map<MeterRegistry, Map<Series.Key, Published>> registries = new HashMap<>();
  private List<Series> current = List.of();

  @Override
  public synchronized void bindTo(MeterRegistry registry) {
    registries.computeIfAbsent(registry, key -> new HashMap<>());
    publish();
  }

  /**
   * A configuration has come into effect.
   *
   * @param backends its backends
   * @param servers its servers
   * @param figures what its extensions publish
   */
  public synchronized void update(
      Iterable<BackendState> backends, Iterable<ServerState> servers, List<Figure> figures) {
    List<Series> all = new ArrayList<>();
    for (BackendState backend : backends) {
      for (BackendMetric metric : BackendMetric.values()) {
        all.add(metric.series(backend));
      }
    }
    for (ServerState server : servers) {
      for (ServerMetric metric : ServerMetric.values()) {
        all.add(metric.series(server));
      }
    }
    figures.forEach(figure -> all.add(series(figure)));
    current = all;
    publish();
  }

  private static Series series(Figure figure) {
    String name = "sluice." + figure.word().replace('-', '.') + "." + figure.name();
    Described what = new Described(name, figure.counter(), figure.doc(), "section, number");
    String[] tags = {"section", figure.section(), "number", Integer.toString(figure.rank())};
    return new Series(what, tags, figure, figure.value());
  }

  @SuppressWarnings("ReferenceEquality") // another thing of the same name is another series
  private void publish() {
    registries.forEach((registry, published) -> {
      Map<Series.Key, Series> wanted = new HashMap<>();
      current.forEach(series -> wanted.put(series.key(), series));
      published
          .values()
          .removeIf(old -> {
            Series next = wanted.get(old.series().key());
            boolean stays = next != null && next.of() == old.series().of();
            if (!stays) {
              registry.remove(old.meter());
            }
            return !stays;
          });
      wanted.forEach((key, series) ->
          published.computeIfAbsent(
              key, missing -> new Published(series, series.register(registry))));
    });
  }
}
