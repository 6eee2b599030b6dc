package dev.sluice.runtime.plugin;

import dev.sluice.api.Plugin;
import java.io.IOException;
import java.net.URLClassLoader;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A jar or folder of {@code plugins/} that was loaded: its class loader and what it brings. It
 * counts who uses it and is closed with the last one; its classes can then be collected. One that
 * failed is kept as well, so that it is not tried again while it stays the same.
 */
final class LoadedPlugin {

  private final PluginSource source;
  private final URLClassLoader loader;
  private final List<Extension> extensions;
  private final List<PluginFailure> failures;
  private final AtomicInteger users = new AtomicInteger(1);

  private LoadedPlugin(PluginSource source, URLClassLoader loader, ProviderScan scan) {
    this.source = source;
    this.loader = loader;
    this.extensions = scan.extensions();
    this.failures = scan.failures();
  }

  /** Loads what a source holds; never throws, whatever the plugin does. The caller is a user. */
  static LoadedPlugin load(PluginSource source, SharedClasses shared) {
    PluginClassLoader loader = new PluginClassLoader(source.file(), source.urls(), shared);
    ProviderScan scan = new ProviderScan(source.file());
    String defect = source.defect();
    if (defect != null) {
      scan.fail(defect);
    } else {
      scan.run(loader, type -> type.getClassLoader() == loader);
      if (scan.empty()) {
        scan.fail("brings no plugin: META-INF/services/" + Plugin.class.getName() + " is missing");
      }
    }
    return new LoadedPlugin(source, loader, scan);
  }

  PluginSource source() {
    return source;
  }

  List<Extension> extensions() {
    return extensions;
  }

  List<PluginFailure> failures() {
    return failures;
  }

  /** Adds a user. */
  void retain() {
    users.incrementAndGet();
  }

  /** Takes a user away; the last one closes the class loader. */
  void release() {
    if (users.decrementAndGet() == 0) {
      try {
        loader.close();
      } catch (IOException e) {
        // Nothing of it is used any more.
      }
      source.close();
    }
  }
}
