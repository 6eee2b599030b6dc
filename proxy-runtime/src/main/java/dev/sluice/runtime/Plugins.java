package dev.sluice.runtime;

import dev.sluice.runtime.plugin.PluginDirectory;
import dev.sluice.runtime.plugin.PluginLoader;
import dev.sluice.runtime.plugin.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where extensions come from.
 *
 * @param folder the folder to watch; empty if they cannot change
 * @param load looks for extensions; called for each configuration that is read, not on event loops
 * @param close called once, when the proxy has stopped
 */
public record Plugins(Optional<Path> folder, Supplier<Registry> load, Runnable close) {

  /**
   * A folder of plugins, usually {@code plugins/} of a distribution.
   *
   * @param copies where private copies of the jars are kept while they are in use
   */
  public static Plugins in(Path folder, Path copies) throws IOException {
    PluginLoader loader = PluginLoader.of(new PluginDirectory(folder), copies);
    return new Plugins(Optional.of(folder), loader::load, loader::close);
  }

  /** What a class path holds, for tests and for programs that embed the proxy. */
  public static Plugins onClassPath(ClassLoader loader) {
    return new Plugins(Optional.empty(), () -> Registry.fromClassPath(loader), () -> {});
  }
}
