package dev.sluice.plugin.health.probe;

import io.vertx.core.buffer.Buffer;

/** What one probe says and hears, once it is connected. On the event loop of its connection. */
public interface Talk {

  /** Connected; what the proxy's connections begin with is sent. */
  void connected(Probing probing);

  /** The server has sent something. */
  void received(Buffer bytes);

  /** The server has closed. */
  void ended();

  /** What it waits for, for the message if that does not come: {@code an answer}. */
  String awaited();
}
