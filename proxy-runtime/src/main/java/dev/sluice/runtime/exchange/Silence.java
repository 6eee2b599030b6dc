package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Timer;
import java.time.Duration;

/**
 * How long either side of an exchange may be silent. A side is, while it is its turn and nothing
 * comes from it or is taken by it; before a server has got the request, the filters have the turn.
 * It has the timer of the conversation, which waits for nothing else meanwhile.
 */
final class Silence {

  private final Exchange exchange;
  private final Routing routing;
  private final Connection client;
  private final Timer timer;
  private long waitingSince;

  Silence(Exchange exchange, Routing routing) {
    this.exchange = exchange;
    this.routing = routing;
    this.client = exchange.conversation().client();
    this.timer = exchange.conversation().timer();
  }

  /** The filters have so long. */
  void start(Duration filters) {
    timer.start(filters.toNanos());
  }

  /** Nobody is waited for, for now or for good. */
  void stop() {
    timer.cancel();
  }

  /** The server has got the request, or the last piece of it. */
  void serversTurn() {
    waitingSince = client.loop().nanoTime();
  }

  /** Looks whose turn it is, and ends the exchange if that took too long. */
  void check() {
    if (exchange.finished() || exchange.tunnels()) {
      return;
    }
    Connection server = exchange.server();
    if (server == null || !exchange.request().begun()) {
      routing.timedOut();
      return;
    }
    long now = client.loop().nanoTime();
    long clientIdle = exchange.conversation().frontend().clientIdle().toNanos();
    long serverIdle = exchange.facts().requireRoute().backend().serverIdle().toNanos();
    boolean onClient = isClientsTurn(server);
    long since = onClient ? client.lastActive() : Math.max(server.lastActive(), waitingSince);
    long left = (onClient ? clientIdle : serverIdle) - (now - since);
    if (left > 0) {
      timer.start(Math.min(left, Math.min(clientIdle, serverIdle)));
    } else {
      end(onClient);
    }
  }

  private boolean isClientsTurn(Connection server) {
    return exchange.answered() ? client.unsent() : !exchange.request().sent() && !server.unsent();
  }

  private void end(boolean onClient) {
    if (exchange.answered()) {
      exchange.reset(new Termination(onClient ? 'c' : 's', 'D'));
    } else if (onClient) {
      exchange.fail(408, "the request took too long", new Termination('c', exchange.phase()));
    } else {
      exchange.fail(504, "the server did not answer in time", new Termination('s', 'H'));
    }
  }
}
