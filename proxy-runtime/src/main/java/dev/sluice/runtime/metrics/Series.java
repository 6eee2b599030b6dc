package dev.sluice.runtime.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * A metric with the tags of one thing it is about.
 *
 * @param what the metric
 * @param tags keys and values by turns
 * @param of the thing itself, by identity: when another one gets its name, the figure is another
 * @param value reads it; on any thread
 */
record Series(Described what, List<String> tags, Object of, LongSupplier value) {

  Series(Described what, String[] tags, Object of, LongSupplier value) {
    this(what, List.of(tags), of, value);
  }

  /** What tells it from others of the same registry. */
  record Key(String name, List<String> tags) {}

  Key key() {
    return new Key(what.name(), tags);
  }

  /** Publishes it. The registry holds on to the thing until it is removed. */
  Meter register(MeterRegistry registry) {
    Tags all = Tags.of(tags.toArray(String[]::new));
    return what.counter()
        ? FunctionCounter.builder(what.name(), value, LongSupplier::getAsLong)
            .tags(all)
            .description(what.doc())
            .register(registry)
        : Gauge.builder(what.name(), value, LongSupplier::getAsLong)
            .tags(all)
            .description(what.doc())
            .strongReference(true)
            .register(registry);
  }
}
