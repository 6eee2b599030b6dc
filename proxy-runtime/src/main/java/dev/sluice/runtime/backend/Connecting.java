package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.fault.FaultLog;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a session connected to a server of its backend: picks one, dials, tries again. Confined to
 * the session's loop.
 *
 * <p>As in HAProxy, {@code retries} are attempts beyond the first. With {@code redispatch} and more
 * than one server the next attempt goes to another one at once; otherwise the same server is tried
 * again after a pause of a second, or of the connect timeout if that is shorter, unless the attempt
 * itself took that long.
 */
public final class Connecting implements DialHandler {

  private static final Logger log = LoggerFactory.getLogger(Connecting.class);
  private static final FaultLog faults = new FaultLog(log);
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final Termination REFUSED = new Termination('S', 'C');
  private static final Termination TIMED_OUT = new Termination('s', 'C');

  /** Takes the outcome: exactly one of the last two, unless it is cancelled. */
  public interface Outcome {
    /** A server was picked and will be tried; may come again, with another one. */
    void picked();

    /** A connection to the server that is there already; null if there is none. */
    default @Nullable Connection idle(LiveServer server) {
      return null;
    }

    /** What the server will get first; see {@link DialHandler#opening()}. */
    ByteBuffer opening(LiveServer server);

    /**
     * Connected; the handler of the connection must be set before this method returns.
     *
     * @param opened how many bytes of {@link #opening} the server was sent
     */
    void connected(Connection connection, LiveServer server, int opened);

    /** No attempt is left. */
    void failed(Termination termination, String reason);
  }

  private final Backend backend;
  private final SessionView session;
  private final Loop loop;
  private final Outcome outcome;
  private final Timer timer;
  private Set<Server> failed = Set.of();
  private @Nullable LiveServer server;
  private @Nullable Dial dial;
  private int retries;
  private boolean redispatched;
  private boolean connected;

  /** Nothing happens before {@link #start()}. */
  public Connecting(Backend backend, SessionView session, Loop loop, Outcome outcome) {
    this.backend = backend;
    this.session = session;
    this.loop = loop;
    this.outcome = outcome;
    this.timer = loop.timer(this::timedOut);
  }

  /** The server that was tried last; null if there was none to try. */
  public @Nullable LiveServer server() {
    return server;
  }

  /** How many further attempts were made. */
  public int retries() {
    return retries;
  }

  /** Whether a further attempt went to another server. */
  public boolean redispatched() {
    return redispatched;
  }

  /** Makes the first attempt. */
  public void start() {
    pickAndTry();
  }

  /** Gives up, without an outcome. */
  public void cancel() {
    timer.cancel();
    Dial current = dial;
    if (current != null) {
      dial = null;
      current.cancel();
    }
  }

  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  private void pickAndTry() {
    LiveServer before = server;
    LiveServer picked;
    try {
      picked = backend.pick(session, failed);
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      faults.warn("backend '" + backend.name() + "': the balancer failed", e);
      outcome.failed(new Termination('I', 'C'), "balancer failed");
      return;
    }
    if (picked == null) {
      outcome.failed(REFUSED, "no server");
      return;
    }
    redispatched |= before != null && before != picked;
    move(picked);
    outcome.picked();
    attempt(picked);
  }

  /** The session counts for the server it tries, so that others see where it will go. */
  private void move(LiveServer next) {
    LiveServer before = server;
    if (before != null) {
      before.count().decrementAndGet();
    }
    next.count().incrementAndGet();
    server = next;
  }

  /** Once more to the same server: the connection that was there already was none any more. */
  public void again() {
    connected = false;
    attempt(requireServer());
  }

  private void attempt(LiveServer target) {
    Connection idle = outcome.idle(target);
    if (idle != null) {
      connected = true;
      outcome.connected(idle, target, 0);
      return;
    }
    timer.start(backend.connect().toNanos());
    Dial attempt = loop.dial(target.address(), this);
    if (!connected) {
      dial = attempt;
    }
  }

  @Override
  public ByteBuffer opening() {
    return outcome.opening(requireServer());
  }

  @Override
  public void connected(Connection connection, int opened) {
    timer.cancel();
    dial = null;
    connected = true;
    outcome.connected(connection, requireServer(), opened);
  }

  private LiveServer requireServer() {
    LiveServer current = server;
    if (current == null) {
      throw new IllegalStateException("no server was tried");
    }
    return current;
  }

  @Override
  public void failed(IOException cause) {
    timer.cancel();
    dial = null;
    retry(REFUSED, String.valueOf(cause.getMessage()), true);
  }

  private void timedOut() {
    Dial current = dial;
    if (current == null) {
      // The pause before another attempt at the same server is over.
      LiveServer same = server;
      if (same != null) {
        attempt(same);
      }
      return;
    }
    dial = null;
    current.cancel();
    retry(TIMED_OUT, "connect timed out", false);
  }

  private void retry(Termination termination, String reason, boolean pause) {
    LiveServer tried = server;
    if (log.isDebugEnabled()) {
      log.debug("{}: {}", tried, reason);
    }
    if (retries >= backend.retries()) {
      outcome.failed(termination, reason);
      return;
    }
    retries++;
    if (backend.redispatch() && backend.servers().size() > 1 && tried != null) {
      if (failed.isEmpty()) {
        failed = Collections.newSetFromMap(new IdentityHashMap<>());
      }
      failed.add(tried);
      if (failed.size() == backend.servers().size()) {
        failed.clear();
      }
      pickAndTry();
    } else if (pause) {
      timer.start(Math.min(PAUSE_NANOS, backend.connect().toNanos()));
    } else if (tried != null) {
      attempt(tried);
    }
  }
}
