package dev.sluice.api;

import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;

/**
 * Makes extensions of one kind from the settings in the configuration. The {@link #word()} is what
 * the configuration says ({@code "sni"}), the {@link #settings()} what may follow it.
 *
 * <p>A factory has no state. {@link #create} is called for every place of a configuration that uses
 * the word, each time a configuration is read (also for one that is then refused, or only checked),
 * on a thread that is not an event loop. An instance that owns something (a file, a thread, a
 * timer) implements {@link AutoCloseable}; it is closed once, when the last session that can reach
 * it has ended.
 *
 * @param <T> the kind of extension
 */
public interface Factory<T> {

  /** The word of this extension in the configuration: lower case letters, digits and dashes. */
  String word();

  /** One sentence for listings and the generated reference, without a full stop. */
  String doc();

  /** What may be set, declared once; the runtime parses, checks and documents by it. */
  SettingsSpec settings();

  /**
   * Makes an instance. The settings already fit {@link #settings()}; what only the extension can
   * check is checked here and told through {@link Context#problem(String)}, after which whatever is
   * returned is dropped. No I/O and no threads are started before the instance is first used; files
   * are declared in the settings ({@link dev.sluice.api.settings.Type#textFile()}), so that the
   * runtime reads and watches them.
   */
  T create(Settings settings, Context context);
}
