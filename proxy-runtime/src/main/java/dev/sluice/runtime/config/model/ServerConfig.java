package dev.sluice.runtime.config.model;

import dev.sluice.api.Emitter;
import java.util.List;

/**
 * A server of a backend.
 *
 * @param weight its share of new sessions relative to the others, 0 to 256
 * @param emitters what is sent to it first, in this order: its own or the backend's
 */
public record ServerConfig(
    String name, ServerAddress address, int weight, List<Extension<Emitter>> emitters) {

  /** A server with an immutable copy of the list. */
  public ServerConfig {
    emitters = List.copyOf(emitters);
  }
}
