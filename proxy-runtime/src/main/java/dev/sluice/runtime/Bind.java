package dev.sluice.runtime;

import dev.sluice.runtime.config.BindAddress;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.session.LoopSessions;
import dev.sluice.runtime.session.Session;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** One bound address and the frontend that new connections on it are opened under. */
final class Bind {

  private final BindAddress wanted;
  private final Map<Loop, LoopSessions> sessions;
  private volatile Frontend frontend;
  private volatile @Nullable Listening listening;

  private Bind(BindAddress wanted, Frontend frontend, Map<Loop, LoopSessions> sessions) {
    this.wanted = wanted;
    this.sessions = sessions;
    this.frontend = frontend;
  }

  /**
   * Binds an address; accepting starts at once. Blocks.
   *
   * @param sessions where the sessions of each loop are kept
   * @throws IOException naming frontend, address and cause; then nothing is bound
   */
  static Bind open(
      Engine engine, BindAddress address, Frontend frontend, Map<Loop, LoopSessions> sessions)
      throws IOException, InterruptedException {
    Bind bind = new Bind(address, frontend, sessions);
    try {
      bind.listening =
          engine
              .listen(address.address(), bind::accepted)
              .toCompletionStage()
              .toCompletableFuture()
              .get();
      return bind;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException(
          "frontend '"
              + frontend.name()
              + "': bind "
              + address.text()
              + ": "
              + BindFailure.text(cause),
          cause);
    }
  }

  private void accepted(Connection connection) {
    Frontend current = frontend;
    while (!current.lifetime().enter()) {
      // A reload has just retired it; its successor was put into the field before that.
      Thread.onSpinWait();
      current = frontend;
    }
    LoopSessions siblings = Objects.requireNonNull(sessions.get(connection.loop()));
    new Session(connection, current, siblings).enter();
  }

  /** New connections are opened under another frontend from now on. */
  void frontend(Frontend next) {
    Listening bound = listening();
    Frontend before = frontend;
    frontend = next;
    if (before.gate() != next.gate()) {
      before.gate().remove(bound);
      // The gate it leaves may have paused it.
      bound.resume();
    }
    next.gate().add(bound);
  }

  /** Stops listening; connections live on. */
  void close() {
    Listening bound = listening();
    frontend.gate().remove(bound);
    bound.close();
  }

  String frontendName() {
    return frontend.name();
  }

  /** What is bound. */
  SocketAddress address() {
    return listening().address();
  }

  private Listening listening() {
    return Objects.requireNonNull(listening);
  }

  /** For people: {@code frontend 'web': 127.0.0.1:8080}. */
  @Override
  public String toString() {
    String port = wanted.ephemeral() ? " (" + address() + ")" : "";
    return "frontend '" + frontend.name() + "': " + wanted.text() + port;
  }
}
