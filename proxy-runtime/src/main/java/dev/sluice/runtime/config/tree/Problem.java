package dev.sluice.runtime.config.tree;

import io.vertx.core.json.JsonObject;

/**
 * Something about the configuration that its author should know.
 *
 * @param severity whether it keeps the configuration from being used
 * @param file as it was given on the command line, or as the configuration names it
 * @param line counted from 1; 0 for the file as a whole
 * @param column counted from 1; 0 for the line as a whole
 * @param pointer a JSON pointer; empty if there is none to show
 * @param message what is wrong and, in parentheses, what was expected
 */
public record Problem(
    Severity severity, String file, int line, int column, String pointer, String message) {

  /** What follows from a problem. */
  public enum Severity {
    /** The configuration is refused. */
    PROBLEM,
    /** It is accepted, but does hardly what was meant. */
    WARNING
  }

  /** A problem whose texts are safe to print on one line. */
  public Problem {
    file = Quote.printable(file);
    pointer = Quote.printable(pointer);
    message = Quote.printable(message);
  }

  /** As people read it: {@code file:line:column: pointer: message}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(file);
    if (line > 0) {
      text.append(':').append(line);
    }
    if (column > 0) {
      text.append(':').append(column);
    }
    text.append(": ");
    if (severity == Severity.WARNING) {
      text.append("warning: ");
    }
    if (!pointer.isEmpty()) {
      text.append(pointer).append(": ");
    }
    return text.append(message).toString();
  }

  /** As programs read it; what is unknown is left out. */
  public JsonObject toJson() {
    JsonObject json = new JsonObject().put("file", file);
    if (line > 0) {
      json.put("line", line);
    }
    if (column > 0) {
      json.put("column", column);
    }
    return json.put("pointer", pointer).put("message", message);
  }
}
