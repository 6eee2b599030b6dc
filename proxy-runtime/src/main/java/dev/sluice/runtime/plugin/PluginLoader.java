package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads what lies in {@code plugins/}. Each plugin has a class loader of its own, which reads from
 * private copies of its jars, so that a jar may be replaced or deleted at any time. What has not
 * changed since the last {@link #load} keeps its class loader and its factories.
 *
 * <p>A plugin stays loaded as long as it lies in the folder when {@link #load} looks, or a {@link
 * Registry} with it is not closed. Safe for use by several threads; not for event loops, as it
 * reads files.
 */
public final class PluginLoader implements AutoCloseable {

  private final PluginDirectory directory;
  private final WorkFolder work;
  private final SharedClasses shared = new SharedClasses(PluginLoader.class.getClassLoader());
  private Map<String, LoadedPlugin> loaded = Map.of();

  private PluginLoader(PluginDirectory directory, WorkFolder work) {
    this.directory = directory;
    this.work = work;
  }

  /**
   * Loads from any folder.
   *
   * @param work below which folder copies are kept; if it cannot be written, the system's temporary
   *     one is used
   */
  public static PluginLoader of(PluginDirectory directory, Path work) throws IOException {
    return new PluginLoader(directory, WorkFolder.below(work));
  }

  /**
   * Looks at the folder and loads what is new in it. What cannot be loaded is in {@link
   * Registry#failures}.
   *
   * @return to be closed when no instance that its factories have made is in use any more
   */
  public synchronized Registry load() {
    Map<String, LoadedPlugin> next = new LinkedHashMap<>();
    List<PluginFailure> failures = new ArrayList<>();
    for (PluginDirectory.Entry entry : entries(failures)) {
      try {
        next.put(entry.file(), load(PluginSource.of(entry, work)));
      } catch (IOException e) {
        failures.add(new PluginFailure(entry.file(), "cannot be read: " + e));
      }
    }
    Registry registry = Registry.of(List.copyOf(next.values()), failures);
    release(loaded);
    loaded = next;
    return registry;
  }

  private List<PluginDirectory.Entry> entries(List<PluginFailure> failures) {
    try {
      return directory.entries();
    } catch (IOException e) {
      failures.add(new PluginFailure(directory.folder().toString(), "cannot be read: " + e));
      return List.of();
    }
  }

  private LoadedPlugin load(PluginSource source) {
    LoadedPlugin known = loaded.get(source.file());
    if (known != null && known.source().sameContent(source)) {
      source.close();
      known.retain();
      return known;
    }
    return LoadedPlugin.load(source, shared);
  }

  private static void release(Map<String, LoadedPlugin> plugins) {
    plugins.values().forEach(LoadedPlugin::release);
  }

  /** Lets go of all plugins and deletes the copies; to be called after all registries' close. */
  @Override
  public synchronized void close() {
    release(loaded);
    loaded = Map.of();
    work.close();
  }
}
