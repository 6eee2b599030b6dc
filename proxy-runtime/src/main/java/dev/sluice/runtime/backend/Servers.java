package dev.sluice.runtime.backend;

import dev.sluice.api.session.Server;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The servers of a backend that take sessions, and what is left of them for a session that has
 * tried some in vain. Balancers keep what they compute from a list for as long as they are given
 * the same one, so the lists that are asked for often are kept here. Thread-safe.
 */
public final class Servers {

  private final List<Server> all;
  // By the index of the one that is missing; made when it first fails, as most never do.
  private final AtomicReferenceArray<List<Server>> allButOne;

  /** These servers, in the order of the configuration. */
  public Servers(List<Server> all) {
    this.all = List.copyOf(all);
    this.allButOne = new AtomicReferenceArray<>(all.size());
  }

  /** How many there are. */
  public int size() {
    return all.size();
  }

  /**
   * All but some; all if none would be left.
   *
   * @param failed which to leave out, a set by identity
   */
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
