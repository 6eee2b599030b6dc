package dev.sluice.runtime;

import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.config.model.addresses.BindAddress;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.session.LoopSessions;
import dev.sluice.runtime.session.Session;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One bound address and the frontend that new connections on it are opened under. */
final class Bind {

  /**
   * Where it leads.
   *
   * @param acceptProxy who must send a PROXY header; null if nobody is asked about one
   */
  record Entrance(Frontend frontend, @Nullable AcceptProxy acceptProxy) {}

  private static final long OPEN_SECONDS = 10;

  /** For connections that are reset: nobody is interested in what comes of them. */
  private static final ConnectionHandler NOBODY =
      new ConnectionHandler() {
        @Override
        public void received(Connection connection) {}

        @Override
        public void ended(Connection connection) {}

        @Override
        public void closed(Connection connection, @Nullable IOException cause) {}
      };

  private final BindAddress wanted;
  private final AllSessions sessions;
  private volatile Entrance entrance;
  private volatile @Nullable Listening listening;

  private Bind(BindAddress wanted, Entrance entrance, AllSessions sessions) {
    this.wanted = wanted;
    this.sessions = sessions;
    this.entrance = entrance;
  }

  /**
   * Binds an address; accepting starts with {@link #accept}. Blocks.
   *
   * @param own what to call the bind of this proxy that overlaps with the address, if there is one
   * @param sessions where those that begin are kept
   * @throws IOException naming frontend, address and cause; then nothing is bound
   */
  static Bind open(
      Engine engine,
      BindAddress address,
      Entrance entrance,
      AllSessions sessions,
      @Nullable String own)
      throws IOException, InterruptedException {
    Bind bind = new Bind(address, entrance, sessions);
    Frontend frontend = entrance.frontend();
    CompletableFuture<Listening> opening =
        engine.listen(address.address(), bind::accepted).toCompletionStage().toCompletableFuture();
    try {
      bind.listening = opening.get(OPEN_SECONDS, TimeUnit.SECONDS);
      return bind;
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw failure(address, frontend, BindFailure.text(cause, address.address(), own), cause);
    } catch (TimeoutException e) {
      closeLate(opening);
      throw failure(address, frontend, "not bound within " + OPEN_SECONDS + " s", e);
    } catch (InterruptedException e) {
      closeLate(opening);
      throw e;
    }
  }

  private static IOException failure(
      BindAddress address, Frontend frontend, String why, Throwable cause) {
    return new IOException(
        "frontend '" + frontend.name() + "': bind " + address.text() + ": " + why, cause);
  }

  /** Nobody waits any more for what is bound after all. */
  private static void closeLate(CompletableFuture<Listening> opening) {
    var _ = opening.thenAccept(Listening::close);
  }

  @SuppressWarnings("ReferenceEquality") // the very object that could not be entered
  private void accepted(Connection connection) {
    Entrance current = entrance;
    while (!current.frontend().lifetime().enter()) {
      // A reload has just retired it; its successor was put into the field before that.
      Entrance next = entrance;
      if (next == current) {
        // There is none: this bind is closed, and the connection was accepted just before.
        refuse(connection);
        return;
      }
      current = next;
    }
    LoopSessions siblings = sessions.of(connection.loop());
    new Session(connection, current.frontend(), siblings, current.acceptProxy()).enter();
  }

  private static void refuse(Connection connection) {
    connection.handler(NOBODY);
    connection.reset();
  }

  /** Starts accepting. */
  void accept() {
    listening().resume();
  }

  /** New connections are opened under another frontend from now on. */
  void lead(Entrance to) {
    Listening bound = listening();
    Frontend before = entrance.frontend();
    Frontend next = to.frontend();
    entrance = to;
    bound.channels(next.channels());
    if (before.gate() != next.gate()) {
      before.gate().remove(bound);
      // The gate it leaves may have paused it.
      bound.resume();
    }
    next.gate().add(bound);
  }

  /** Stops listening; connections live on. Completes when nothing is bound. */
  Future<Void> close() {
    Listening bound = listening();
    entrance.frontend().gate().remove(bound);
    return bound.close();
  }

  String frontendName() {
    return entrance.frontend().name();
  }

  /** What is bound. */
  SocketAddress address() {
    return listening().address();
  }

  /** Whether an address cannot be bound as long as this one is. */
  boolean overlaps(SocketAddress other) {
    return other instanceof InetSocketAddress b
        && address() instanceof InetSocketAddress a
        && a.getPort() == b.getPort()
        && a.getAddress().getClass() == b.getAddress().getClass()
        && (a.getAddress().equals(b.getAddress())
            || a.getAddress().isAnyLocalAddress()
            || b.getAddress().isAnyLocalAddress());
  }

  private Listening listening() {
    return Objects.requireNonNull(listening);
  }

  /** For people: {@code frontend 'web': 127.0.0.1:8080}. */
  @Override
  public String toString() {
    String port = wanted.ephemeral() ? " (" + address() + ")" : "";
    return "frontend '" + frontendName() + "': " + wanted.text() + port;
  }
}
