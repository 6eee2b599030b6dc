package dev.sluice.runtime.backend.discovery;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who of several servers takes which part of an answer. */
final class Slots {

  private Slots() {}

  /**
   * Each keeps what it has as long as that is in the answer; the others take what is left, in
   * order.
   *
   * @param held what they have; null for nothing
   * @param answer in the order of preference
   * @return what they have from now on; null for nothing
   */
  static <T> List<@Nullable T> fill(List<@Nullable T> held, List<T> answer) {
    Set<T> left = new LinkedHashSet<>(answer);
    List<@Nullable T> next = new ArrayList<>();
    for (T each : held) {
      next.add(each != null && left.remove(each) ? each : null);
    }
    Iterator<T> rest = left.iterator();
    next.replaceAll(each -> each == null && rest.hasNext() ? rest.next() : each);
    return next;
  }
}
