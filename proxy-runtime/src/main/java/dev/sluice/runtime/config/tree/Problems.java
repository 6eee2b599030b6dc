package dev.sluice.runtime.config.tree;

import dev.sluice.runtime.config.tree.Problem.Severity;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong with one configuration: all of it, sorted by place, nothing twice. Used by
 * one thread.
 */
public final class Problems {

  /** Nobody reads more, and a broken map file must not fill the memory with complaints. */
  private static final int LIMIT = 1000;

  private final String file;
  private final Set<Problem> found = new LinkedHashSet<>();
  private int count;
  private boolean cut;

  /** For a configuration file, as it was given on the command line. */
  public Problems(String file) {
    this.file = file;
  }

  /** Adds what keeps the configuration from being used. */
  public void add(Place place, String message) {
    count++;
    add(problem(Severity.PROBLEM, place, message));
  }

  /** Adds what is wrong in a line of another file; line 0 for the file as a whole. */
  public void add(String otherFile, int line, String message) {
    count++;
    add(new Problem(Severity.PROBLEM, otherFile, line, 0, "", message));
  }

  /** Adds what the author should know though the configuration can be used. */
  public void warn(Place place, String message) {
    add(problem(Severity.WARNING, place, message));
  }

  /** How often something was added that keeps the configuration from being used. */
  public int count() {
    return count;
  }

  /** Whether more problems would not be shown, so that it is no use to work out their messages. */
  public boolean full() {
    return found.size() >= LIMIT;
  }

  /** What keeps the configuration from being used. */
  public List<Problem> problems() {
    List<Problem> problems = sorted(Severity.PROBLEM);
    if (cut && !problems.isEmpty()) {
      String message = "there are more problems than the " + problems.size() + " shown";
      problems.addFirst(new Problem(Severity.PROBLEM, file, 0, 0, "", message));
    }
    return List.copyOf(problems);
  }

  /** What the author should know besides. */
  public List<Problem> warnings() {
    return List.copyOf(sorted(Severity.WARNING));
  }

  /** Problems and warnings as one JSON object, for programs. */
  public static JsonObject toJson(List<Problem> problems, List<Problem> warnings) {
    return new JsonObject().put("problems", array(problems)).put("warnings", array(warnings));
  }

  private static JsonArray array(List<Problem> problems) {
    JsonArray array = new JsonArray();
    problems.forEach(problem -> array.add(problem.toJson()));
    return array;
  }

  private Problem problem(Severity severity, Place place, String message) {
    return new Problem(
        severity, file, place.line(), place.column(), place.pointer().toString(), message);
  }

  private void add(Problem problem) {
    if (!full()) {
      found.add(problem);
    } else if (!found.contains(problem)) {
      cut = true;
    }
  }

  private List<Problem> sorted(Severity severity) {
    List<Problem> sorted = new ArrayList<>(found);
    sorted.removeIf(problem -> problem.severity() != severity);
    sorted.sort(
        Comparator.comparing((Problem problem) -> !problem.file().equals(Quote.printable(file)))
            .thenComparing(Problem::file)
            .thenComparingInt(Problem::line)
            .thenComparingInt(Problem::column)
            .thenComparing(Problem::pointer)
            .thenComparing(Problem::message));
    return sorted;
  }
}
