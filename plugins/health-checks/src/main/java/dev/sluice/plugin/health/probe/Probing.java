package dev.sluice.plugin.health.probe;

import dev.sluice.api.CheckResult;
import dev.sluice.api.session.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One probe: it connects, lets a {@link Talk} find out what is to be known, and has closed the
 * connection when it is over, which it is in time. Confined to one event loop.
 */
public final class Probing {

  private final Vertx vertx;
  private final Server server;
  private final Talk talk;
  private final Duration timeout;
  private final Promise<CheckResult> outcome = Promise.promise();
  private long timer;
  private boolean over;

  /** How many things run beside the event loop. */
  private int besides;

  private @Nullable CheckResult settled;
  private @Nullable NetSocket socket;

  private Probing(Vertx vertx, Server server, Duration timeout, Talk talk) {
    this.vertx = vertx;
    this.server = server;
    this.timeout = timeout;
    this.talk = talk;
  }

  /** Probes a server. */
  public static Future<CheckResult> start(
      Clients clients, Server server, Duration timeout, Talk talk) {
    Probing probing = new Probing(clients.vertx(), server, timeout, talk);
    probing.connect(clients);
    return probing.outcome.future();
  }

  private void connect(Clients clients) {
    long millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    timer = vertx.setTimer(millis, id -> timedOut());
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(Addresses.vertx(server.address()))
            .setTimeout((int) millis);
    clients
        .client()
        .connect(options)
        .onComplete(connected -> {
          if (connected.succeeded()) {
            connected(connected.result());
          } else {
            fail(Reasons.of(connected.cause()));
          }
        });
  }

  private void connected(NetSocket connection) {
    if (over) {
      var _ = connection.close();
      return;
    }
    socket = connection;
    connection.handler(bytes -> {
      if (!over) {
        talk.received(bytes);
      }
    });
    // Not the closeHandler: it does not wait for what is still to be handed over.
    connection.endHandler(end -> ended());
    connection.exceptionHandler(cause -> fail(Reasons.of(cause)));
    byte[] opening =
        server.opening(
            Addresses.java(connection.localAddress()), Addresses.java(connection.remoteAddress()));
    if (opening.length > 0) {
      send(Buffer.buffer(opening));
    }
    talk.connected(this);
  }

  private void ended() {
    if (!over) {
      talk.ended();
    }
  }

  private void timedOut() {
    CheckResult known = settled;
    if (known != null) {
      pass(known);
      return;
    }
    String what = socket == null ? "connect timed out" : "no " + talk.awaited();
    end();
    outcome.tryFail(new TimeoutException(what + " within " + timeout.toMillis() + " ms"));
  }

  /** Sends something. */
  public void send(Buffer bytes) {
    NetSocket connection = socket;
    if (connection != null && !over) {
      var _ = connection.write(bytes);
    }
  }

  /**
   * Runs something that may take a while, beside the event loop, and goes on with what it gave.
   * Meanwhile nothing is read, so that a server cannot pile up here what it sends.
   */
  public <T> void beside(Callable<T> work, Consumer<T> then) {
    if (besides++ == 0) {
      reading(NetSocket::pause);
    }
    vertx
        .executeBlocking(work, false)
        .onComplete(done -> {
          if (over) {
            return;
          }
          if (done.succeeded()) {
            then.accept(done.result());
          } else {
            fail(Reasons.of(done.cause()));
          }
          if (--besides == 0) {
            reading(NetSocket::resume);
          }
        });
  }

  private void reading(Consumer<NetSocket> change) {
    NetSocket connection = socket;
    if (connection != null && !over) {
      change.accept(connection);
    }
  }

  /** The server works; what it is still saying is heard, for as long as there is time. */
  public void settle(CheckResult result) {
    settled = result;
  }

  /** The server works. */
  public void pass(CheckResult result) {
    if (!over) {
      end();
      outcome.tryComplete(result);
    }
  }

  /** It does not. */
  public void fail(String reason) {
    CheckResult known = settled;
    if (known != null) {
      pass(known);
    } else if (!over) {
      end();
      outcome.tryFail(reason);
    }
  }

  /**
   * With FIN, not with a reset, unless there is something that was not read: a reset is an error in
   * the logs of many servers.
   */
  private void end() {
    over = true;
    vertx.cancelTimer(timer);
    NetSocket connection = socket;
    if (connection != null) {
      var _ = connection.close();
    }
  }
}
