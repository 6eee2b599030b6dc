package dev.sluice.runtime.config.settings;

import dev.sluice.api.Factory;
import dev.sluice.api.settings.SettingsSpec;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The extensions a configuration may use: which words there are of each kind. A kind is the
 * extension's interface ({@code Matcher.class}).
 *
 * <p>A vocabulary does not change while a configuration is read by it. Its methods may be called
 * from any thread, are cheap, and do not throw.
 */
public interface Vocabulary {

  /** The extension of a kind that goes by a word; null if there is none. */
  <T> @Nullable Entry<T> find(Class<T> kind, String word);

  /** All extensions of a kind, sorted by word. */
  <T> List<Entry<T>> entries(Class<T> kind);

  /**
   * Who brings a word, if it is more than one: {@code plugins/a.jar}, {@code plugins/b.jar}. Which
   * of them is meant nobody can tell, so to use it is a problem. Empty for any other word.
   */
  default List<String> claimants(Class<?> kind, String word) {
    return List.of();
  }

  /**
   * Why a word that {@link #find} does not know may be missing, as far as is known: {@code
   * plugins/sni-matcher.jar could not be loaded: it was built for a newer Java}. It is appended to
   * the problem that the unknown word is. Null if there is nothing to say.
   */
  @Nullable String note(Class<?> kind, String word);

  /** What people call a kind: {@code access log} for {@code AccessLog.class}. */
  static String noun(Class<?> kind) {
    return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /**
   * An extension and where it comes from.
   *
   * @param word names it in the configuration
   * @param settings what may be set
   * @param factory makes its instances; what it says about itself was asked before, once
   * @param plugin the name of the plugin that brought it, for messages
   * @param file the jar or folder it came from, for messages
   * @param <T> its kind
   */
  record Entry<T>(
      String word, SettingsSpec settings, Factory<T> factory, String plugin, String file) {}
}
