package dev.sluice.runtime;

import dev.sluice.runtime.config.model.BindConfig;
import dev.sluice.runtime.config.model.addresses.BindAddress;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Engine;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the proxy listens on. A new generation's addresses are bound first, then every bind is
 * pointed at its new frontend, then new ones start to accept and what is gone is closed; a bind
 * that stays is never touched. Used by one thread at a time.
 */
final class Binds {

  private static final Logger log = LoggerFactory.getLogger(Binds.class);

  private static final long CLOSE_SECONDS = 2;

  private final Engine engine;
  private final AllSessions sessions;
  private volatile Map<Object, Bind> open = Map.of();

  Binds(Engine engine, AllSessions sessions) {
    this.engine = engine;
    this.sessions = sessions;
  }

  /** Identifies a bind whose port the kernel chose: by its place, as its address says nothing. */
  private record Ephemeral(String frontend, int place) {}

  /** The binds of a generation that is not in effect yet. */
  final class Change {

    private final Map<Object, Bind> next = new LinkedHashMap<>();
    private final Map<Bind, Bind.Entrance> entrances = new LinkedHashMap<>();
    private final List<Bind> added = new ArrayList<>();

    private Change() {}

    /** Takes the new generation into use. Waits a moment for what is gone to be closed. */
    void commit() {
      entrances.forEach(Bind::lead);
      List<Bind> gone =
          open.values().stream().filter(bind -> !entrances.containsKey(bind)).toList();
      open = next;
      for (Bind bind : added) {
        bind.accept();
        log.info("{}: listening", bind);
      }
      gone.forEach(bind -> log.info("{}: no longer listening", bind));
      closeAll(gone);
    }

    /** Closes what was bound for it. */
    void rollBack() {
      closeAll(added);
    }
  }

  /**
   * Binds what a generation has and the current one has not. Blocks.
   *
   * @throws IOException naming frontend, address and cause; then nothing more is bound than before
   */
  Change prepare(Generation generation) throws IOException, InterruptedException {
    Change change = new Change();
    try {
      for (Frontend frontend : generation.frontends().values()) {
        List<BindConfig> binds =
            Objects.requireNonNull(generation.config().frontends().get(frontend.name())).binds();
        for (int i = 0; i < binds.size(); i++) {
          BindAddress address = binds.get(i).address();
          Bind.Entrance entrance = new Bind.Entrance(frontend, binds.get(i).acceptProxy());
          Object key = address.ephemeral() ? new Ephemeral(frontend.name(), i) : address.address();
          Bind bind = open.get(key);
          if (bind == null) {
            bind = Bind.open(engine, address, entrance, sessions, overlapping(change, address));
            change.added.add(bind);
          }
          change.next.put(key, bind);
          change.entrances.put(bind, entrance);
        }
      }
      return change;
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      change.rollBack();
      throw e;
    }
  }

  /** Stops listening everywhere; connections live on. */
  void close() {
    Collection<Bind> all = open.values();
    open = Map.of();
    closeAll(all);
  }

  /** Waits, but not for ever: who connects before an address is closed is still served. */
  private static void closeAll(Collection<Bind> binds) {
    List<Future<Void>> closing = binds.stream().map(Bind::close).toList();
    try {
      Future.join(closing).otherwiseEmpty().await(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      log.warn("binds are not closed after {} s, going on", CLOSE_SECONDS);
    }
  }

  /** For people, what of this proxy's own keeps an address from being bound; null if nothing. */
  private @Nullable String overlapping(Change change, BindAddress address) {
    return Stream.concat(open.values().stream(), change.added.stream())
        .filter(bind -> bind.overlaps(address.address()))
        .findFirst()
        .map(Bind::toString)
        .orElse(null);
  }

  /** What a frontend listens on, in the order of its configuration. */
  List<SocketAddress> addresses(String frontend) {
    return open.values().stream()
        .filter(bind -> bind.frontendName().equals(frontend))
        .map(Bind::address)
        .toList();
  }
}
