package dev.sluice.distribution.strictness;

import dev.sluice.distribution.strictness.Table.Column;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What ours and its two peers made of the same cases, each in the order of the cases.
 *
 * @param <O> what a proxy made of one
 */
record Compared<O extends Compared.Shown>(
    List<Case> cases, List<O> ours, List<O> nginx, List<O> haproxy) {

  /** What a proxy made of a case. */
  interface Shown {

    /** All of it, for people. */
    String shown();

    /** In which group of a summary it is; empty for none. */
    String counted();
  }

  /** For a table, under the titles of the three. */
  List<Column> columns(String us, String one, String two) {
    return List.of(column(us, ours), column(one, nginx), column(two, haproxy));
  }

  private static Column column(String title, List<? extends Shown> outcomes) {
    return new Column(title, i -> outcomes.get(i).shown(), i -> outcomes.get(i).counted());
  }

  /** Cases of which something is true, with what each proxy made of them. */
  List<String> where(IntPredicate condition) {
    return IntStream.range(0, cases.size())
        .filter(condition)
        .mapToObj(i ->
            String.join(
                "\n  ",
                cases.get(i).row() + ": " + cases.get(i).shown(),
                "ours " + ours.get(i).shown(),
                "nginx " + nginx.get(i).shown(),
                "HAProxy " + haproxy.get(i).shown()))
        .toList();
  }
}
