package dev.sluice.runtime;

import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.backend.discovery.Discovery;
import dev.sluice.runtime.backend.health.HealthMonitor;
import dev.sluice.runtime.frontend.Admission;
import dev.sluice.runtime.metrics.Metrics;
import dev.sluice.runtime.net.Engine;
import java.io.IOException;
import java.net.SocketAddress;
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
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private static final long DRAIN_LOOK_MILLIS = 20;
  private static final long ENGINE_SECONDS = 10;

  private final ProxyOptions options;
  private final Engine engine;
  private final ConfigReader reader;
  private final ConfigWatch watch;
  private final AllSessions sessions;
  private final Binds binds;
  private final Admission admission = new Admission();
  private final ServerStates states;
  private final Metrics metrics = new Metrics();
  private final HealthMonitor health;
  private final Discovery discovery;
  private final Changeover changeover;
  private final ScheduledExecutorService control;
  private final CompletableFuture<Void> stopped = new CompletableFuture<>();
  private volatile @Nullable Generation current;
  private final AtomicBoolean stopping = new AtomicBoolean();

  // Of the control thread.
  private @Nullable Pidfile pidfile;
  private long generations;
  private boolean ended;

  private Proxy(ProxyOptions options, Engine engine) {
    this.options = options;
    this.engine = engine;
    this.reader = new ConfigReader(options, engine.vertx());
    this.sessions = new AllSessions(engine.loops());
    this.states = new ServerStates(sessions::serverDown);
    this.binds = new Binds(engine, sessions);
    this.health = new HealthMonitor(engine.loops());
    this.discovery = new Discovery(engine.loops().getFirst(), engine::resolver);
    this.changeover = new Changeover(admission, states, health, discovery, metrics);
    this.control =
        new ScheduledThreadPoolExecutor(
            1, work -> Thread.ofPlatform().daemon().name("sluice-control").unstarted(work));
    this.watch = new ConfigWatch(reader, control, this::load);
  }

  /**
   * Starts a proxy; it serves when this returns. Blocks.
   *
   * @throws StartException if the configuration has problems, or something cannot be bound; then
   *     nothing is left behind
   */
  public static Proxy start(ProxyOptions options) throws StartException {
    Engine engine = engine(options);
    Proxy proxy = new Proxy(options, engine);
    try {
      proxy.boot();
      return proxy;
    } catch (StartException e) {
      proxy.abandon();
      throw e;
    } catch (RuntimeException | Error e) {
      log.debug("internal error", e);
      proxy.abandon();
      throw StartException.couldNotStart(text(e));
    }
  }

  private static Engine engine(ProxyOptions options) throws StartException {
    try {
      return Engines.start(BootThreads.of(options), options.transport());
    } catch (RuntimeException | Error e) {
      log.debug("internal error", e);
      Step.run("closing plugins", options.plugins().close());
      throw StartException.couldNotStart("the event loops cannot be started: " + e);
    }
  }

  /** Ends what a failed start has begun. */
  private void abandon() {
    stopping.set(true);
    control.execute(this::end);
    // Copies of plugins are deleted last.
    stopped.join();
  }

  private void boot() throws StartException {
    switch (reload().join()) {
      case Reload.Refused refused -> throw StartException.of(refused.problems());
      case Reload.Failed failed -> throw StartException.couldNotStart(failed.cause());
      case Reload.Accepted accepted ->
          // Not before: a start that fails says one thing only, why.
          log.info("engine {}, event loops: {}", engine.name(), engine.threads());
    }
    if (options.watch()) {
      control.execute(watch::start);
    }
  }

  // Reload

  /**
   * Reads the configuration anew and takes it into use if it has no problem; otherwise the running
   * one stays. Problems are logged here.
   */
  public CompletableFuture<Reload> reload() {
    CompletableFuture<Reload> done = new CompletableFuture<>();
    try {
      control.execute(() -> {
        try {
          done.complete(load());
        } finally {
          // Of no effect but where even the report of what went wrong has failed.
          done.complete(new Reload.Failed("internal error"));
        }
      });
    } catch (RejectedExecutionException e) {
      done.complete(new Reload.Failed("the proxy has stopped"));
    }
    return done;
  }

  private Reload load() {
    if (stopping.get() && current != null) {
      return new Reload.Failed("the proxy is stopping");
    }
    Reload outcome;
    try {
      outcome =
          switch (reader.read()) {
            case ConfigReader.Refused refused -> new Reload.Refused(refused.problems());
            case ConfigReader.Accepted accepted -> take(accepted);
          };
    } catch (RuntimeException | Error e) {
      outcome = failed(e);
    }
    report(outcome);
    // What changed after it was read, and before its folder was watched, is not told.
    watch.soon();
    return outcome;
  }

  private Reload take(ConfigReader.Accepted accepted) {
    Generation generation = null;
    Binds.Change change = null;
    try {
      generation =
          Generation.build(
              generations + 1, accepted.config(), admission, states, () -> closeLater(accepted));
      boolean first = current == null;
      Path pidPath = accepted.config().global().pidfile();
      if (first && pidPath != null) {
        pidfile = Pidfile.prepare(pidPath);
      }
      change = binds.prepare(generation);
      changeover.limit(accepted.config());
      if (first && pidfile != null) {
        pidfile.publish();
      }
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      undo(accepted, generation, change);
      return failed(e);
    }
    // From here on it is in effect: new sessions are its own.
    Generation before = current;
    current = generation;
    generations++;
    changeover.to(generation, change, before);
    return new Reload.Accepted(generation.number(), accepted.warnings());
  }

  /** What was begun for a configuration that does not come into effect. */
  private void undo(
      ConfigReader.Accepted accepted,
      @Nullable Generation generation,
      Binds.@Nullable Change change) {
    if (change != null) {
      Step.run("closing new binds", change::rollBack);
    }
    Generation before = current;
    if (before != null) {
      Step.run("restoring limits", () -> changeover.limit(before.config()));
    }
    Step.run("closing a configuration", generation == null ? accepted::close : generation::retire);
    states.forgetRefused();
  }

  private static Reload failed(Throwable cause) {
    if (cause instanceof IOException) {
      return new Reload.Failed(String.valueOf(cause.getMessage()));
    }
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new Reload.Failed("interrupted while binding");
    }
    log.debug("internal error", cause);
    return new Reload.Failed(text(cause));
  }

  /** For people, an exception nobody expected: the place tells whose it is, a plugin's or ours. */
  private static String text(Throwable unexpected) {
    StackTraceElement[] trace = unexpected.getStackTrace();
    return "unexpected " + unexpected + (trace.length == 0 ? "" : " at " + trace[0]);
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
        refused.problems().forEach(problem -> log.error("{}", problem));
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

  /** What is counted, for registries of Micrometer. */
  public Metrics metrics() {
    return metrics;
  }

  /** What is known of backends and their servers. */
  public Map<String, BackendState> backends() {
    return states.backends();
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
   * everything is closed, whatever fails on the way. A second call changes nothing but with a time
   * of zero.
   */
  public CompletableFuture<Void> stop() {
    return stop(requireCurrent().config().global().drain());
  }

  /**
   * As {@link #stop()}, with another time to wait. Zero ends the sessions at once, also while an
   * earlier call waits for them.
   */
  public CompletableFuture<Void> stop(Duration drain) {
    try {
      if (stopping.compareAndSet(false, true)) {
        control.execute(() -> beginStop(drain));
      } else if (drain.isZero()) {
        control.execute(() -> drain(System.nanoTime()));
      }
    } catch (RejectedExecutionException e) {
      // It has ended already, or is about to.
      log.debug("stopping: a further call came after the end");
    }
    return stopped;
  }

  private void beginStop(Duration drain) {
    watch.close();
    Step.run("closing binds", binds::close);
    sessions.drain();
    if (sessions() > 0 && !drain.isZero()) {
      log.info("waiting up to {} s for sessions: {}", drain.toSeconds(), sessions());
    }
    // Saturates: "for ever" may be asked for.
    drain(System.nanoTime() + TimeUnit.NANOSECONDS.convert(drain));
  }

  private void drain(long deadline) {
    if (ended) {
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

  /** Ends everything there is, once; on the control thread. */
  private void end() {
    if (ended) {
      return;
    }
    ended = true;
    watch.close();
    Step.run("ending checks", health::close);
    Step.run("ending sessions", () -> sessions.kill(() -> sessions() > 0));
    Step.run("ending look-ups", discovery::close);
    Step.run("closing the engine", this::closeEngine);
    Generation last = current;
    if (last != null) {
      Step.run("closing the configuration", last::retire);
    }
    Pidfile written = pidfile;
    if (written != null) {
      Step.run("deleting the pidfile", written::delete);
    }
    // Tasks in the queue still run, as the closing of configurations is among them.
    control.shutdown();
    Step.run(
        "the last thread",
        () -> Thread.ofPlatform().name("sluice-stop").start(() -> finish(last != null)),
        () -> stopped.complete(null));
  }

  /** What was handed over to the control thread runs before this, in order. */
  private void finish(boolean started) {
    try {
      awaitControl();
      reader.close();
      Step.run("closing plugins", options.plugins().close());
      if (started) {
        log.info("stopped");
      }
    } finally {
      stopped.complete(null);
    }
  }

  private void closeEngine() {
    try {
      engine.close().await(ENGINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.warn("event loops have not ended after {} s, going on", ENGINE_SECONDS);
    }
  }

  private void awaitControl() {
    try {
      boolean _ = control.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
