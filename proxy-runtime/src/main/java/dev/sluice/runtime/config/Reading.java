package dev.sluice.runtime.config;

import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.runtime.config.files.TextFiles;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.settings.ExtensionReader;
import dev.sluice.runtime.config.settings.SettingsReader;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.config.tree.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the sections of one configuration share while they are read.
 *
 * @param home below which relative paths lie
 * @param backends the names of all backends, whether they have problems or not
 * @param logs the names of all logs, likewise
 */
record Reading(
    SettingsReader reader,
    ExtensionReader extensions,
    TextFiles files,
    Problems problems,
    Path home,
    Set<String> backends,
    Set<String> logs) {

  /** Where settings stand. */
  Place place(Settings settings) {
    return reader.origin(settings).place();
  }

  /** Where the value of a key stands, or the settings if it is not there. */
  Place place(Settings settings, String key) {
    Node origin = reader.origin(settings);
    return origin instanceof Node.Members object ? object.placeOf(key) : origin.place();
  }

  /** Whether a text refers to a backend; if not, that is a problem. */
  boolean isBackend(String name, Place place) {
    return isKnown(name, backends, "backend", place);
  }

  /** Whether a text refers to a log; if not, that is a problem. */
  boolean isLog(String name, Place place) {
    return isKnown(name, logs, "log", place);
  }

  private boolean isKnown(String name, Set<String> known, String noun, Place place) {
    if (known.contains(name)) {
      return true;
    }
    problems.add(place, unknown(name, known, noun));
    return false;
  }

  /** The message about a name that nothing goes by. */
  static String unknown(String name, Set<String> known, String noun) {
    String plural = noun + "s";
    return Quote.of(name)
        + " is not a "
        + noun
        + " (expected a name from "
        + plural
        + ")"
        + Spelling.hint(name, known);
  }

  /**
   * Extensions with the words they go by.
   *
   * @param instances what was read from the array that is the value of the key
   */
  <T> List<Extension<T>> words(Class<T> kind, List<T> instances, Settings settings, String key) {
    Node array = reader.origin(settings) instanceof Node.Members object ? object.find(key) : null;
    List<Node> items = array == null ? List.of() : array.each();
    if (items.size() != instances.size()) {
      return List.of(); // Some have problems, then nobody will see this list.
    }
    List<Extension<T>> words = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      words.add(word(kind, instances.get(i), items.get(i)));
    }
    return words;
  }

  /** An extension with the word it goes by at the node it was read from. */
  <T> Extension<T> word(Class<T> kind, T instance, Node node) {
    String word =
        node instanceof Node.Text text
            ? text.value()
            : node.eachMember().keySet().stream().findFirst().orElse("");
    return new Extension<>(word, extensions.plugin(kind, word), instance);
  }

  /** Makes the extension that holds where the configuration names none; null with a problem. */
  <T> @Nullable Extension<T> byDefault(Class<T> kind, String word, Place section) {
    return extensions.make(kind, word, section, Node.empty(section), reader);
  }

  /** Reports the keys of an object that cannot be names. */
  void checkNames(Node.Members object) {
    object
        .members()
        .forEach((name, member) -> {
          try {
            CoreTypes.name(name);
          } catch (BadValueException e) {
            problems.add(member.place(), Quote.of(name) + " " + e.getMessage());
          }
        });
  }

  /** The value of a key that should be there, or nothing. */
  static <T> List<T> list(Settings settings, Key<List<T>> key) {
    List<T> list = settings.find(key);
    return list == null ? List.of() : list;
  }

  /** Settings that may not be there. */
  static Settings orEmpty(@Nullable Settings settings) {
    return settings == null ? Settings.builder().build() : settings;
  }
}
