package dev.sluice.plugin.health.probe;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import org.jspecify.annotations.Nullable;

/** The client of one check, made when it is first used. Thread-safe. */
public final class Clients implements AutoCloseable {

  private final Vertx vertx;
  private @Nullable NetClient client;

  public Clients(Vertx vertx) {
    this.vertx = vertx;
  }

  Vertx vertx() {
    return vertx;
  }

  synchronized NetClient client() {
    NetClient current = client;
    if (current == null) {
      current = vertx.createNetClient(new NetClientOptions().setReconnectAttempts(0));
      client = current;
    }
    return current;
  }

  @Override
  public synchronized void close() {
    NetClient current = client;
    client = null;
    if (current != null) {
      var _ = current.close();
    }
  }
}
