package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a session connected to a server of its backend: chooses one, waits for a slot of it if need
 * be, dials, tries again. Confined to the session's loop.
 *
 * <p>As in HAProxy, {@code retries} are attempts beyond the first. With {@code redispatch} and more
 * than one server the next attempt goes to another one at once; otherwise the same server is tried
 * again after a pause of a second, or of the connect timeout if that is shorter, unless the attempt
 * itself took that long. A session that belongs to a server leaves it only for its last attempt, or
 * when that server is down.
 */
public final class Connecting implements DialHandler, Queue.Waiter {

  private static final Logger log = LoggerFactory.getLogger(Connecting.class);
  private static final long PAUSE_NANOS = 1_000_000_000L;
  private static final Termination REFUSED = new Termination('S', 'C');
  private static final Termination TIMED_OUT = new Termination('s', 'C');
  private static final Termination QUEUED_TOO_LONG = new Termination('s', 'Q');

  /** Takes the outcome: exactly one of the last two, unless it is cancelled. */
  public interface Outcome {

    /** The server the session belongs to, whatever the balancer says; null if there is none. */
    default @Nullable LiveServer belongsTo() {
      return null;
    }

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

  private enum State {
    NEW,
    QUEUE,
    /** Dials, or pauses before it does. */
    ATTEMPT,
    OVER
  }

  private final Backend backend;
  private final SessionView session;
  private final Loop loop;
  private final Outcome outcome;
  private State state = State.NEW;

  /** Made when it is needed: a connection that is there already is waited for by nobody. */
  private @Nullable Timer timer;

  /** Whose slot the session has. */
  private @Nullable LiveServer server;

  /** The only one it may go to. */
  private @Nullable LiveServer only;

  private @Nullable Dial dial;
  private @Nullable Retries retries;
  private boolean redispatched;
  private boolean connected;
  private int serverQueue;
  private int backendQueue;

  /** Nothing happens before {@link #start()}. */
  public Connecting(Backend backend, SessionView session, Loop loop, Outcome outcome) {
    this.backend = backend;
    this.session = session;
    this.loop = loop;
    this.outcome = outcome;
  }

  /** The server that was tried last; null if there was none to try. */
  public @Nullable LiveServer server() {
    return server;
  }

  /** How many further attempts were made. */
  public int retries() {
    return retries == null ? 0 : retries.count();
  }

  /** Whether a further attempt went to another server. */
  public boolean redispatched() {
    return redispatched;
  }

  /** Whether the server is the one the session belongs to: by a rule, a cookie, or its address. */
  public boolean belongs() {
    return only != null;
  }

  /** Whether it waits for a server with a free slot. */
  public boolean queued() {
    return state == State.QUEUE;
  }

  /** How many were before it when it began to wait for a certain server. */
  public int serverQueue() {
    return serverQueue;
  }

  /** How many were before it when it began to wait for any server. */
  public int backendQueue() {
    return backendQueue;
  }

  /** Makes the first attempt. */
  public void start() {
    LiveServer belongsTo = outcome.belongsTo();
    only = belongsTo == null ? backend.stuckTo(session) : belongsTo;
    choose();
  }

  /** Gives up, without an outcome, or says that the session has ended: its slot is given back. */
  public void cancel() {
    stopTimer();
    Dial current = dial;
    if (current != null) {
      dial = null;
      current.cancel();
    }
    State before = state;
    state = State.OVER;
    if (before == State.QUEUE) {
      boolean _ = backend.state().queue().remove(this);
    } else if (before == State.ATTEMPT) {
      requireServer().leave();
    }
  }

  // Choosing

  private void choose() {
    if (state == State.ATTEMPT) {
      // Before another one is picked: the session would see its own load there.
      requireServer().leave();
      state = State.NEW;
    }
    LiveServer belongsTo = only;
    if (belongsTo != null && !belongsTo.state().reachable()) {
      only = null;
    }
    Set<Server> failed = retries == null ? Set.of() : retries.failed();
    switch (backend.choose(only, failed, session)) {
      case LiveServer entered -> take(entered);
      case Choice.Full full -> await(full.only());
      case Choice.None none -> giveUp(none.termination(), none.reason());
    }
  }

  /** It has the slot of a server. */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  private void take(LiveServer picked) {
    LiveServer before = server;
    if (before != null && before != picked) {
      redispatched = true;
      backend.state().redispatched();
    }
    server = picked;
    state = State.ATTEMPT;
    outcome.picked();
    attempt(picked);
  }

  private void giveUp(Termination termination, String reason) {
    if (state == State.ATTEMPT) {
      // Saying good-bye to the client may take a while.
      requireServer().leave();
    }
    state = State.OVER;
    backend.state().failed();
    outcome.failed(termination, reason);
  }

  // Waiting for a slot

  private void await(@Nullable LiveServer certain) {
    state = State.QUEUE;
    startTimer(backend.attempts().queue().toNanos());
    int before = backend.state().queue().add(this, certain);
    if (certain == null) {
      backendQueue = before;
    } else {
      serverQueue = before;
    }
  }

  @Override
  public Loop loop() {
    return loop;
  }

  @Override
  public Servers servers() {
    return backend.servers();
  }

  @Override
  public void granted(LiveServer free) {
    if (state == State.QUEUE) {
      stopTimer();
      take(free);
    } else {
      free.leave();
    }
  }

  @Override
  public void lost() {
    if (state == State.QUEUE) {
      stopTimer();
      state = State.NEW;
      choose();
    }
  }

  private void queuedTooLong() {
    // If it is not there any more, it has been granted a slot, of which it is about to hear.
    if (backend.state().queue().remove(this)) {
      giveUp(QUEUED_TOO_LONG, "queue timed out");
    }
  }

  // Attempts

  /** Once more to the same server: the connection that was there already was none any more. */
  public void again() {
    connected = false;
    attempt(requireServer());
  }

  private void attempt(LiveServer target) {
    Connection idle = outcome.idle(target);
    if (idle != null) {
      connected = true;
      backend.connected(session, target);
      outcome.connected(idle, target, 0);
      return;
    }
    startTimer(backend.attempts().connect().toNanos());
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
    stopTimer();
    dial = null;
    connected = true;
    LiveServer reached = requireServer();
    reached.state().connectionErrors().endRow();
    backend.connected(session, reached);
    outcome.connected(connection, reached, opened);
  }

  private LiveServer requireServer() {
    return Objects.requireNonNull(server, "no server was tried");
  }

  @Override
  public void failed(IOException cause) {
    stopTimer();
    dial = null;
    retry(REFUSED, String.valueOf(cause.getMessage()), true);
  }

  private void startTimer(long nanos) {
    Timer current = timer == null ? loop.timer(this::timedOut) : timer;
    timer = current;
    current.start(nanos);
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void timedOut() {
    if (state == State.QUEUE) {
      queuedTooLong();
      return;
    }
    Dial current = dial;
    if (current == null) {
      // The pause before another attempt at the same server is over.
      retrySame(requireServer());
      return;
    }
    dial = null;
    current.cancel();
    retry(TIMED_OUT, "connect timed out", false);
  }

  private void retry(Termination termination, String reason, boolean pause) {
    LiveServer tried = requireServer();
    tried.state().connectionErrors().add(reason);
    if (log.isDebugEnabled()) {
      log.debug("{}: {}", tried, reason);
    }
    Retries further = retries == null ? new Retries(backend) : retries;
    retries = further;
    if (!further.next()) {
      giveUp(termination, reason);
    } else if (further.elsewhere(tried, only != null)) {
      only = null;
      choose();
    } else if (pause) {
      startTimer(Math.min(PAUSE_NANOS, backend.attempts().connect().toNanos()));
    } else {
      retrySame(tried);
    }
  }

  /** The same server once more, unless it was found to be down meanwhile. */
  private void retrySame(LiveServer same) {
    if (backend.attempts().redispatch() && !same.state().reachable()) {
      only = null;
      choose();
    } else {
      attempt(same);
    }
  }
}
