package dev.sluice.runtime;

import dev.sluice.runtime.config.ConfigParser;
import dev.sluice.runtime.config.Parsed;
import dev.sluice.runtime.config.files.ConfigSource;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.tree.Problem;
import dev.sluice.runtime.plugin.PluginFailure;
import dev.sluice.runtime.plugin.Registry;
import dev.sluice.runtime.watch.FileEvents;
import dev.sluice.runtime.watch.FileWatch;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration with the plugins there are, and knows which files it came from. Used by
 * one thread at a time, not by event loops.
 */
final class ConfigReader {

  private static final Logger log = LoggerFactory.getLogger(ConfigReader.class);

  private final ProxyOptions options;
  private final Vertx vertx;
  private final ConfigSource source;
  private final CarriedOver carried = new CarriedOver();

  private final FileWatch watch = new FileWatch();
  private final FileEvents events = new FileEvents();
  private Set<Path> named = Set.of();
  private List<PluginFailure> knownFailures = List.of();

  /** What reading gave. */
  sealed interface Outcome {}

  /**
   * A configuration without a problem.
   *
   * @param registry the plugins it was made with; closed after it
   */
  record Accepted(ProxyConfig config, Registry registry, List<Problem> warnings)
      implements Outcome {

    void close() {
      config.close();
      registry.close();
    }
  }

  /** Problems; nothing is left open. */
  record Refused(List<Problem> problems) implements Outcome {}

  ConfigReader(ProxyOptions options, Vertx vertx) {
    this.options = options;
    this.vertx = vertx;
    this.source = new ConfigSource(vertx, options.shownConfig(), options.config());
  }

  /** Reads everything anew. Blocks. */
  Outcome read() {
    // Before anything is read: what changes from here on is noticed.
    events.watch(files());
    watch.remember(files());
    Registry registry = options.plugins().load().get();
    try {
      warnOfFailures(registry.failures());
      return outcome(parse(registry), registry);
    } catch (Throwable e) {
      // An extension that throws where it should not.
      registry.close();
      throw e;
    }
  }

  private Parsed parse(Registry registry) {
    return switch (source.read().await()) {
      case ConfigSource.Unreadable unreadable ->
          new Parsed.Refused(unreadable.problems(), List.of(), named);
      case ConfigSource.Text text ->
          ConfigParser.parse(
              options.shownConfig(),
              options.config(),
              text.text(),
              registry,
              vertx,
              options.home(),
              carried);
    };
  }

  private Outcome outcome(Parsed parsed, Registry registry) {
    Set<Path> before = named;
    Outcome outcome =
        switch (parsed) {
          case Parsed.Accepted accepted -> {
            named = accepted.config().files();
            yield new Accepted(accepted.config(), registry, accepted.warnings());
          }
          case Parsed.Refused refused -> {
            registry.close();
            named = new LinkedHashSet<>(before);
            named.addAll(refused.files());
            yield new Refused(refused.problems());
          }
        };
    if (!named.equals(before)) {
      watch.adopt(files());
      events.watch(files());
    }
    return outcome;
  }

  /** Whether something has changed since {@link #read}, and stands still. */
  boolean changed() {
    events.looked();
    return watch.changed(files());
  }

  /** Whether a change was seen that may not be complete. */
  boolean unsettled() {
    return watch.unsettled();
  }

  /** Tells of changes, where the system does. */
  FileEvents events() {
    return events;
  }

  /** Nothing is watched any more. */
  void close() {
    events.close();
  }

  private Set<Path> files() {
    Set<Path> files = new LinkedHashSet<>(named);
    files.add(options.config());
    options.plugins().folder().ifPresent(files::add);
    return files;
  }

  private void warnOfFailures(List<PluginFailure> failures) {
    for (PluginFailure failure : failures) {
      if (!knownFailures.contains(failure)) {
        log.warn("{}", failure);
      }
    }
    knownFailures = failures;
  }
}
