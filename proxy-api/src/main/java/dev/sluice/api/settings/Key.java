package dev.sluice.api.settings;

import org.jspecify.annotations.Nullable;

/**
 * One setting: its name in the configuration, its type, whether it must be there, what holds
 * without it, and what it is for. Keys are constants; they are compared by identity.
 *
 * @param <T> the type of its value
 */
public final class Key<T> {

  private final String name;
  private final Type<T> type;
  private final String doc;
  private final boolean required;
  private final @Nullable T defaultValue;
  private final @Nullable String defaultText;

  private Key(
      String name,
      Type<T> type,
      String doc,
      boolean required,
      @Nullable T defaultValue,
      @Nullable String defaultText) {
    this.name = name;
    this.type = type;
    this.doc = doc;
    this.required = required;
    this.defaultValue = defaultValue;
    this.defaultText = defaultText;
  }

  /** A key that may be left out and has no default. */
  public static <T> Key<T> optional(String name, Type<T> type, String doc) {
    return new Key<>(name, type, doc, false, null, null);
  }

  /** A key that must be there. */
  public static <T> Key<T> required(String name, Type<T> type, String doc) {
    return new Key<>(name, type, doc, true, null, null);
  }

  /**
   * A key that has a default.
   *
   * @param defaultText the default as the configuration would write it, for the documentation:
   *     {@code 10s}
   */
  public static <T> Key<T> withDefault(
      String name, Type<T> type, T defaultValue, String defaultText, String doc) {
    return new Key<>(name, type, doc, false, defaultValue, defaultText);
  }

  /** The name in the configuration, dash-case. */
  public String name() {
    return name;
  }

  /** How a value is read. */
  public Type<T> type() {
    return type;
  }

  /** What it is for: one sentence without a full stop. */
  public String doc() {
    return doc;
  }

  /** Whether it must be there. */
  public boolean required() {
    return required;
  }

  /** What holds if it is not there; null if nothing does. */
  public @Nullable T defaultValue() {
    return defaultValue;
  }

  /** The default as the configuration would write it; null if there is none. */
  public @Nullable String defaultText() {
    return defaultText;
  }

  @Override
  public String toString() {
    return name;
  }
}
