package dev.sluice.api.settings;

/**
 * A text that cannot be read as what it should be. The message goes on after the quoted value:
 * {@code is not a duration (expected a number and a unit, for example "10s")}.
 */
public final class BadValueException extends Exception {

  private static final long serialVersionUID = 1;

  /** With what is wrong and, in parentheses, what was expected. */
  public BadValueException(String message) {
    super(message, null, false, false);
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
