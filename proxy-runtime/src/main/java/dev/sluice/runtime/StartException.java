package dev.sluice.runtime;

import dev.sluice.runtime.config.tree.Problem;
import java.util.List;

/** The proxy could not start. Nothing is left bound or open. */
public final class StartException extends Exception {

  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  private StartException(String message, List<Problem> problems) {
    super(message);
    this.problems = problems;
  }

  static StartException of(List<Problem> problems) {
    return new StartException("the configuration has problems", List.copyOf(problems));
  }

  static StartException couldNotStart(String why) {
    return new StartException(why, List.of());
  }

  /** What is wrong with the configuration; empty if it is something else. */
  public List<Problem> problems() {
    return problems;
  }

  /** Why, in one line. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
