package dev.sluice.runtime.config.model;

import dev.sluice.api.Emitter;
import dev.sluice.runtime.config.model.addresses.ServerAddress;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of a backend.
 *
 * @param entry the key it stands under: its name, or what the names of several begin with
 * @param weight its share of new sessions relative to the others, 0 to 256
 * @param backup whether it takes sessions only while no other server does
 * @param maxconn how many sessions it takes at once; 0 for any number
 * @param minconn how many while the backend has few; 0 for always {@code maxconn}
 * @param slowstart how long it takes to its full share once it came up; null for no time
 * @param state what the operator wants of it
 * @param check how it is found out whether it works; null for not at all
 * @param cookie what it is called in the cookie of the backend; null for nothing
 * @param emitters what is sent to it first, in this order: its own or the backend's
 */
public record ServerConfig(
    String name,
    String entry,
    ServerAddress address,
    int weight,
    boolean backup,
    int maxconn,
    int minconn,
    @Nullable Duration slowstart,
    State state,
    @Nullable CheckConfig check,
    @Nullable String cookie,
    List<Extension<Emitter>> emitters) {

  /** What the operator wants of a server. */
  public enum State {
    READY,
    DRAIN,
    MAINT
  }

  /** A server with an immutable copy of the list. */
  public ServerConfig {
    emitters = List.copyOf(emitters);
  }
}
