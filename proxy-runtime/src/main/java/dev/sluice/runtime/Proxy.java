package dev.sluice.runtime;

import dev.sluice.runtime.backend.SessionCounts;
import dev.sluice.runtime.config.GlobalConfig;
import dev.sluice.runtime.config.ProxyConfig;
import dev.sluice.runtime.config.tree.Problem;
import dev.sluice.runtime.frontend.Admission;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.channels.ChannelEngine;
import dev.sluice.runtime.session.LoopSessions;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running proxy: it puts text, generations and binds together. All changes are made by one
 * control thread, in order; sessions never wait for it. Its methods may be called from any thread
 * but the event loops.
 */
public final class Proxy {

  private static final Logger log = LoggerFactory.getLogger(Proxy.class);
  private static final long LOOK_MILLIS = 200;
  private static final long DRAIN_LOOK_MILLIS = 20;

  private final ProxyOptions options;
  private final Engine engine;
  private final ConfigReader reader;
  private final Map<Loop, LoopSessions> sessions;
  private final Binds binds;
  private final Admission admission = new Admission();
  private final SessionCounts counts = new SessionCounts();
  private final ScheduledExecutorService control;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile @Nullable Generation current;
  private volatile boolean stopping;
  private long generations;

  private Proxy(ProxyOptions options, Engine engine) {
    this.options = options;
    this.engine = engine;
    this.reader = new ConfigReader(options, engine.vertx());
    this.sessions =
        engine.loops().stream()
            .collect(Collectors.toUnmodifiableMap(loop -> loop, loop -> new LoopSessions()));
    this.binds = new Binds(engine, sessions);
    this.control =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("sluice-control").unstarted(work));
  }

  /**
   * Starts a proxy; it serves when this returns. Blocks.
   *
   * @throws StartException if the configuration has problems, or something cannot be bound; then
   *     nothing is left behind
   */
  public static Proxy start(ProxyOptions options) throws StartException {
    Engine engine = ChannelEngine.start(BootThreads.of(options), options.transport());
    Proxy proxy = new Proxy(options, engine);
    try {
      proxy.boot();
      return proxy;
    } catch (StartException e) {
      proxy.onControl(proxy::end).join();
      // Copies of plugins are deleted last.
      proxy.stopped.join();
      throw e;
    }
  }

  private void boot() throws StartException {
    switch (reload().join()) {
      case Reload.Refused refused -> throw StartException.of(refused.problems());
      case Reload.Failed failed -> throw StartException.couldNotStart(failed.cause());
      case Reload.Accepted accepted ->
          // Not before: a start that fails says one thing only, why.
          log.info("engine {}, event loops: {}", engine.name(), engine.loops().size());
    }
    writePid();
    if (options.watch()) {
      var _ =
          control.scheduleWithFixedDelay(
              this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void writePid() throws StartException {
    Path pidfile = requireCurrent().config().global().pidfile();
    if (pidfile == null) {
      return;
    }
    try {
      Path folder = pidfile.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(pidfile, ProcessHandle.current().pid() + "\n");
    } catch (IOException e) {
      throw StartException.couldNotStart("pidfile " + pidfile + ": cannot be written: " + e);
    }
  }

  // Reload

  /**
   * Reads the configuration anew and takes it into use if it has no problem; otherwise the running
   * one stays. Problems are logged here.
   */
  public CompletableFuture<Reload> reload() {
    return onControl(this::load);
  }

  private void look() {
    if (!stopping && reader.changed()) {
      load();
    }
  }

  private Reload load() {
    Reload outcome =
        switch (reader.read()) {
          case ConfigReader.Refused refused -> new Reload.Refused(refused.problems());
          case ConfigReader.Accepted accepted -> take(accepted);
        };
    report(outcome);
    return outcome;
  }

  private Reload take(ConfigReader.Accepted accepted) {
    Generation generation =
        Generation.build(
            generations + 1, accepted.config(), admission, counts, () -> closeLater(accepted));
    try {
      Binds.Change change = binds.prepare(generation);
      generations++;
      limit(accepted.config());
      change.commit();
    } catch (IOException e) {
      generation.retire();
      return new Reload.Failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      generation.retire();
      return new Reload.Failed("interrupted while binding");
    }
    Generation before = current;
    current = generation;
    if (before != null) {
      warnOfRestart(before.config().global(), accepted.config().global());
      before.retire();
    }
    admission.retain(generation.frontends().keySet());
    counts.retain(accepted.config().backends().keySet());
    return new Reload.Accepted(generation.number(), accepted.warnings());
  }

  private static void warnOfRestart(GlobalConfig before, GlobalConfig now) {
    if (!Objects.equals(before.threads(), now.threads())) {
      log.warn("global/threads has changed, which takes effect at the next start");
    }
    if (!Objects.equals(before.pidfile(), now.pidfile())) {
      log.warn("global/pidfile has changed, which takes effect at the next start");
    }
  }

  private void limit(ProxyConfig config) {
    Integer maxconn = config.global().maxconn();
    admission.process().limit(maxconn == null ? Descriptors.sessions() : maxconn);
    config
        .frontends()
        .forEach((name, frontend) ->
            admission
                .gate(name)
                .limit(Objects.requireNonNullElse(frontend.maxconn(), Integer.MAX_VALUE)));
    admission.limitsChanged();
  }

  /** Extensions may write files while they are closed; event loops must not wait for that. */
  private void closeLater(ConfigReader.Accepted accepted) {
    if (control.isShutdown()) {
      accepted.close();
    } else {
      control.execute(accepted::close);
    }
  }

  private void report(Reload outcome) {
    boolean first = current == null;
    switch (outcome) {
      case Reload.Accepted accepted -> {
        accepted.warnings().forEach(warning -> log.warn("{}", warning));
        log.info("configuration {}: generation {}", options.shownConfig(), accepted.generation());
      }
      // At the start the command that started us tells, and exits.
      case Reload.Refused refused when !first -> {
        List<Problem> problems = refused.problems();
        problems.forEach(problem -> log.error("{}", problem));
        log.error("configuration not accepted, generation {} stays in effect", generations);
      }
      case Reload.Failed failed when !first -> {
        log.error("{}", failed.cause());
        log.error("configuration not accepted, generation {} stays in effect", generations);
      }
      default -> {}
    }
  }

  // State

  /** What a frontend listens on, in the order of its configuration. */
  public List<SocketAddress> addresses(String frontend) {
    return binds.addresses(frontend);
  }

  /** The number of the configuration that is in effect. */
  public long generation() {
    return requireCurrent().number();
  }

  /** How many sessions there are. */
  public int sessions() {
    return admission.process().sessions();
  }

  private Generation requireCurrent() {
    return Objects.requireNonNull(current, "the proxy has not started");
  }

  // Stop

  /**
   * Stops accepting, waits for the sessions as long as {@code drain} says, and ends. Completes when
   * everything is closed; a second call changes nothing.
   */
  public CompletableFuture<Void> stop() {
    GlobalConfig global = requireCurrent().config().global();
    return stop(global.drain());
  }

  /** As {@link #stop()}, with another time to wait; zero ends the sessions at once. */
  public CompletableFuture<Void> stop(Duration drain) {
    if (!stopping) {
      stopping = true;
      control.execute(() -> {
        binds.close();
        if (sessions() > 0 && !drain.isZero()) {
          log.info("waiting up to {} s for sessions: {}", drain.toSeconds(), sessions());
        }
        drain(System.nanoTime() + drain.toNanos());
      });
    } else if (drain.isZero()) {
      try {
        control.execute(() -> drain(System.nanoTime()));
      } catch (RejectedExecutionException e) {
        // It has ended already, or is about to.
        log.debug("stopping: a further call came after the end");
      }
    }
    return stopped;
  }

  private void drain(long deadline) {
    if (stopped.isDone()) {
      return;
    }
    if (sessions() == 0 || System.nanoTime() - deadline >= 0) {
      if (sessions() > 0) {
        log.warn("sessions that are cut: {}", sessions());
      }
      end();
    } else {
      var _ = control.schedule(() -> drain(deadline), DRAIN_LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Ends everything there is; on the control thread. */
  private @Nullable Void end() {
    killSessions();
    engine.close().await();
    Generation last = current;
    if (last != null) {
      last.retire();
      deletePid(last.config().global());
    }
    control.shutdown();
    // What was handed over to close runs before this, in order.
    Thread.ofPlatform()
        .name("sluice-stop")
        .start(() -> {
          awaitControl();
          options.plugins().close().run();
          if (last != null) {
            log.info("stopped");
          }
          stopped.complete(null);
        });
    return null;
  }

  /** Each ends in order, with its line in the log, before the loops do. */
  private void killSessions() {
    sessions.forEach((loop, running) -> onLoop(loop, running::kill));
    // A connection tells that it is closed in a later turn of its loop.
    for (int turns = 0; turns < 100 && sessions() > 0; turns++) {
      sessions.keySet().forEach(loop -> onLoop(loop, () -> {}));
    }
  }

  private static void onLoop(Loop loop, Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> {
      work.run();
      done.complete(null);
    });
    done.join();
  }

  private void awaitControl() {
    try {
      boolean _ = control.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void deletePid(GlobalConfig global) {
    Path pidfile = global.pidfile();
    if (pidfile != null) {
      try {
        Files.deleteIfExists(pidfile);
      } catch (IOException e) {
        log.warn("pidfile {}: cannot be deleted: {}", pidfile, e.toString());
      }
    }
  }

  private <T extends @Nullable Object> CompletableFuture<T> onControl(Supplier<T> work) {
    CompletableFuture<T> done = new CompletableFuture<>();
    control.execute(() -> {
      try {
        done.complete(work.get());
      } catch (RuntimeException | Error e) {
        log.error("internal error", e);
        done.completeExceptionally(e);
      }
    });
    return done;
  }
}
