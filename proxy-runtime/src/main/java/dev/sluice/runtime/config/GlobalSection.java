package dev.sluice.runtime.config;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.EngineChoice;
import dev.sluice.runtime.config.model.GlobalConfig;
import java.nio.file.Path;
import java.time.Duration;

/** The section {@code global}. */
final class GlobalSection {

  static final Key<Long> MAXCONN =
      Key.optional(
          "maxconn",
          Type.number(1, Integer.MAX_VALUE),
          "How many sessions there may be at a time; at the limit accepting pauses. Without it the"
              + " limit follows from how many files the process may open");
  private static final Key<Long> THREADS =
      Key.optional(
          "threads", Type.number(1, 1024), "How many event loops; without it one a processor");
  private static final Key<EngineChoice> ENGINE =
      Key.withDefault(
          "engine",
          Type.choice(EngineChoice.class),
          EngineChoice.AUTO,
          "auto",
          "What drives the sockets: syscalls, which cost least and need Linux, channels, which work"
              + " everywhere, or auto, the first of them that works");
  private static final Key<Path> PIDFILE =
      Key.optional(
          "pidfile",
          CoreTypes.PATH,
          "The file for the process id; a relative path is below the distribution's home");
  private static final Key<Duration> DRAIN =
      Key.withDefault(
          "drain",
          CoreTypes.WAIT,
          Duration.ofSeconds(30),
          "30s",
          "How long a stopping process waits for its sessions");

  private static final Key<Settings> RESOLVERS =
      Key.optional(
          "resolvers",
          Type.object(ResolversSection.SPEC),
          "How the names of servers are looked up");

  static final SettingsSpec SPEC =
      SettingsSpec.of(MAXCONN, THREADS, ENGINE, PIDFILE, DRAIN, RESOLVERS);

  private GlobalSection() {}

  static GlobalConfig build(Settings settings, Path home) {
    Long maxconn = settings.find(MAXCONN);
    Long threads = settings.find(THREADS);
    Path pidfile = settings.find(PIDFILE);
    return new GlobalConfig(
        maxconn == null ? null : maxconn.intValue(),
        threads == null ? null : threads.intValue(),
        settings.get(ENGINE),
        pidfile == null ? null : home.resolve(pidfile).normalize(),
        settings.get(DRAIN),
        ResolversSection.build(Reading.orEmpty(settings.find(RESOLVERS))));
  }
}
