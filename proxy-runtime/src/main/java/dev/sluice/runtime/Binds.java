package dev.sluice.runtime;

import dev.sluice.runtime.config.BindAddress;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.session.LoopSessions;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the proxy listens on. A new generation's addresses are bound first, then every bind is
 * pointed at its new frontend, then what is gone is closed; a bind that stays is never touched.
 * Used by one thread at a time.
 */
final class Binds {

  private static final Logger log = LoggerFactory.getLogger(Binds.class);

  private final Engine engine;
  private final Map<Loop, LoopSessions> sessions;
  private volatile Map<Object, Bind> open = Map.of();

  Binds(Engine engine, Map<Loop, LoopSessions> sessions) {
    this.engine = engine;
    this.sessions = sessions;
  }

  /** Identifies a bind whose port the kernel chose: by its place, as its address says nothing. */
  private record Ephemeral(String frontend, int place) {}

  /** The binds of a generation that is not in effect yet. */
  final class Change {

    private final Map<Object, Bind> next = new LinkedHashMap<>();
    private final Map<Bind, Frontend> frontends = new LinkedHashMap<>();
    private final List<Bind> added = new ArrayList<>();

    private Change() {}

    /** Takes the new generation into use. */
    void commit() {
      frontends.forEach(Bind::frontend);
      List<Bind> gone =
          open.values().stream().filter(bind -> !frontends.containsKey(bind)).toList();
      open = next;
      added.forEach(bind -> log.info("{}: listening", bind));
      for (Bind bind : gone) {
        log.info("{}: no longer listening", bind);
        bind.close();
      }
    }

    /** Closes what was bound for it. */
    void rollBack() {
      added.forEach(Bind::close);
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
        List<BindAddress> addresses =
            Objects.requireNonNull(generation.config().frontends().get(frontend.name())).binds();
        for (int i = 0; i < addresses.size(); i++) {
          BindAddress address = addresses.get(i);
          Object key = address.ephemeral() ? new Ephemeral(frontend.name(), i) : address.address();
          Bind bind = open.get(key);
          if (bind == null) {
            bind = Bind.open(engine, address, frontend, sessions);
            change.added.add(bind);
          }
          change.next.put(key, bind);
          change.frontends.put(bind, frontend);
        }
      }
      return change;
    } catch (IOException | InterruptedException e) {
      change.rollBack();
      throw e;
    }
  }

  /** Stops listening everywhere; connections live on. */
  void close() {
    open.values().forEach(Bind::close);
    open = Map.of();
  }

  /** What a frontend listens on, in the order of its configuration. */
  List<SocketAddress> addresses(String frontend) {
    return open.values().stream()
        .filter(bind -> bind.frontendName().equals(frontend))
        .map(Bind::address)
        .toList();
  }
}
