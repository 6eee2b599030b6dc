package dev.sluice.api.settings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an extension lets its user set, declared once. From it the runtime parses and checks a
 * configuration, suggests names for mistyped keys, writes the JSON schema and the reference.
 */
public final class SettingsSpec {

  private static final SettingsSpec NONE = new SettingsSpec(List.of(), null, null);

  private final List<Key<?>> keys;
  private final @Nullable Key<?> shortForm;
  private final @Nullable Key<?> rest;

  private SettingsSpec(List<Key<?>> keys, @Nullable Key<?> shortForm, @Nullable Key<?> rest) {
    this.keys = keys;
    this.shortForm = shortForm;
    this.rest = rest;
  }

  /** Nothing can be set: the configuration writes {@code {}}, or the word alone. */
  public static SettingsSpec none() {
    return NONE;
  }

  /** An object with these keys, in the order the documentation shows them. */
  public static SettingsSpec of(Key<?>... keys) {
    return new SettingsSpec(List.of(keys), null, null);
  }

  /**
   * Lets the value of one key stand for the whole object: {@code "sni": "a.example"} for {@code
   * "sni": {"names": "a.example"}}. A JSON object is read as the long form, unless the key is a
   * {@link Type#match}, which is an object itself and has the short form only.
   */
  public SettingsSpec shortForm(Key<?> key) {
    return new SettingsSpec(keys, key, rest);
  }

  /**
   * Lets keys of any other name stand in the object; they are collected in this one, whose type is
   * {@link Type#mapOf}. If it is {@link Type#extension}, the word of an extension may stand among
   * the keys, and no other name.
   */
  public SettingsSpec rest(Key<?> key) {
    return new SettingsSpec(keys, shortForm, key);
  }

  /** The keys. */
  public List<Key<?>> keys() {
    return keys;
  }

  /** The key whose value may stand for the object; null if there is none. */
  public @Nullable Key<?> shortForm() {
    return shortForm;
  }

  /** The key that collects all other names; null if other names are problems. */
  public @Nullable Key<?> rest() {
    return rest;
  }
}
