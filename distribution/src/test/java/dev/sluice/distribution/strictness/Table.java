package dev.sluice.distribution.strictness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Cases with what each proxy made of them, to print. */
final class Table {

  /**
   * What a reader made of the cases.
   *
   * @param shown what it made of a case, in full
   * @param counted in which group of the summary that is; empty to count it nowhere
   */
  record Column(String title, IntFunction<String> shown, IntFunction<String> counted) {}

  private final List<Case> cases;
  private final List<Column> columns;

  Table(List<Case> cases, List<Column> columns) {
    this.cases = cases;
    this.columns = columns;
  }

  /** Writes every case to a file, behind the summary, which goes to standard output too. */
  void print(String file) throws IOException {
    String summary = summary();
    System.out.println(summary);
    List<String> lines = new ArrayList<>(List.of(summary));
    for (int i = 0; i < cases.size(); i++) {
      lines.add(i + " " + cases.get(i).row() + " | " + cases.get(i).shown());
      for (Column column : columns) {
        lines.add("      " + column.title() + ": " + column.shown().apply(i));
      }
    }
    Files.write(Path.of(System.getProperty("sluice.distribution"), file), lines);
  }

  /** A line for each row, in Markdown. */
  private String summary() {
    StringBuilder text = new StringBuilder("| input | cases |");
    columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
    text.append("\n|---|---|").append("---|".repeat(columns.size())).append('\n');
    for (String row : cases.stream().map(Case::row).distinct().toList()) {
      List<Integer> numbers =
          IntStream.range(0, cases.size())
              .filter(i -> cases.get(i).row().equals(row))
              .boxed()
              .toList();
      text.append("| ").append(row).append(" | ").append(numbers.size()).append(" |");
      for (Column column : columns) {
        text.append(' ').append(counts(column, numbers)).append(" |");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String counts(Column column, List<Integer> numbers) {
    List<String> groups = numbers.stream().map(column.counted()::apply).toList();
    String counts =
        groups.stream()
            .filter(group -> !group.isEmpty())
            .distinct()
            .sorted()
            .map(group -> groups.stream().filter(group::equals).count() + " " + group)
            .collect(Collectors.joining(", "));
    return counts.isEmpty() ? "0" : counts;
  }
}
