package dev.sluice.api.settings;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings of one extension at one place of the configuration; they fit its specification. */
public final class Settings {

  private final Map<Key<?>, Object> values;

  private Settings(Map<Key<?>, Object> values) {
    this.values = values;
  }

  /** The value of a key, or its default. Throws if there is neither: use {@link #has} first. */
  public <T> T get(Key<T> key) {
    T value = find(key);
    if (value == null) {
      throw new IllegalStateException("'" + key.name() + "' is not set and has no default");
    }
    return value;
  }

  /** The value of a key, or its default, or null. */
  public <T> @Nullable T find(Key<T> key) {
    Object value = values.get(key);
    return value == null ? key.defaultValue() : key.type().cast(value);
  }

  /** Whether the configuration itself sets the key. */
  public boolean has(Key<?> key) {
    return values.containsKey(key);
  }

  /** Collects values; the runtime and tests use it. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the values of one {@link Settings}. */
  public static final class Builder {

    private final Map<Key<?>, Object> values = new HashMap<>();

    private Builder() {}

    /** Sets a value that the key's type has produced. */
    public Builder put(Key<?> key, Object value) {
      values.put(key, key.type().cast(value));
      return this;
    }

    /** The settings. */
    public Settings build() {
      return new Settings(Map.copyOf(values));
    }
  }
}
