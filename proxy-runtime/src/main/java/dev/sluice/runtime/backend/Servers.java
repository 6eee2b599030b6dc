package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a backend, and which of them take sessions now: those that are up, ready and have
 * a weight; if there are none, the first such backup. Balancers keep what they compute from a list
 * for as long as they are given the same one, so the lists that are asked for often are kept here.
 * Thread-safe.
 */
public final class Servers {

  private final List<LiveServer> all;
  private final BackendState state;

  // A race makes it twice; either is right.
  private volatile Usable usable;

  /** These servers, in the order of the configuration. */
  public Servers(List<LiveServer> all, BackendState state) {
    this.all = List.copyOf(all);
    this.state = state;
    this.usable = new Usable(state.version(), now());
  }

  /** All of them, whatever their state. */
  public List<LiveServer> all() {
    return all;
  }

  /** Those that take sessions now. */
  List<Server> usable() {
    return current().all;
  }

  /**
   * Those that take sessions now, but some; all if none would be left.
   *
   * @param failed which to leave out, a set by identity
   */
  List<Server> without(Set<Server> failed) {
    return current().without(failed);
  }

  /** Whether none takes sessions, nor will as soon as it is known where it is. */
  boolean hopeless() {
    for (LiveServer each : all) {
      // In this order, as what is awaited may come between.
      if (each.state().awaited() || each.state().balanced()) {
        return false;
      }
    }
    return true;
  }

  /** Whether sessions may go to others than one. */
  boolean othersThan(LiveServer server) {
    List<Server> usable = usable();
    return usable.size() > 1 || (usable.size() == 1 && !takes(server));
  }

  /** Whether one takes sessions now that a balancer sends. */
  @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
  boolean takes(LiveServer server) {
    for (Server each : usable()) {
      if (each == server) {
        return true;
      }
    }
    return false;
  }

  /** The server of a name; null if there is none. */
  @Nullable LiveServer named(String name) {
    for (LiveServer each : all) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    return null;
  }

  /** A server as it is here, if it takes sessions now that a balancer sends; null otherwise. */
  @Nullable LiveServer usable(ServerState server) {
    for (Server each : usable()) {
      LiveServer live = (LiveServer) each;
      if (live.state() == server) {
        return live;
      }
    }
    return null;
  }

  private Usable current() {
    Usable current = usable;
    int version = state.version();
    if (current.version != version) {
      current = new Usable(version, now());
      usable = current;
    }
    return current;
  }

  private List<Server> now() {
    List<Server> active =
        all.stream()
            .filter(server -> !server.backup() && server.state().balanced())
            .<Server>map(server -> server)
            .toList();
    return active.isEmpty()
        ? all.stream()
            .filter(server -> server.backup() && server.state().balanced())
            .limit(1)
            .<Server>map(server -> server)
            .toList()
        : active;
  }

  /** What was usable as of one version. */
  private static final class Usable {

    final int version;
    final List<Server> all;

    // By the index of the one that is missing; made when it first fails, as most never do.
    private final AtomicReferenceArray<List<Server>> allButOne;

    Usable(int version, List<Server> all) {
      this.version = version;
      this.all = all;
      this.allButOne = new AtomicReferenceArray<>(all.size());
    }

    List<Server> without(Set<Server> failed) {
      List<Server> others =
          switch (failed.size()) {
            case 0 -> all;
            case 1 -> allBut(failed.iterator().next());
            default -> all.stream().filter(server -> !failed.contains(server)).toList();
          };
      return others.isEmpty() ? all : others;
    }

    @SuppressWarnings("ReferenceEquality") // equals would ask parts that plugins made
    private List<Server> allBut(Server failed) {
      for (int i = 0; i < all.size(); i++) {
        if (all.get(i) == failed) {
          List<Server> kept = allButOne.get(i);
          if (kept != null) {
            return kept;
          }
          List<Server> others = all.stream().filter(server -> server != failed).toList();
          return allButOne.compareAndSet(i, null, others) ? others : allButOne.get(i);
        }
      }
      return all;
    }
  }
}
