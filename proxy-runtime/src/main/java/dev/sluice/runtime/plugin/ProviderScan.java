package dev.sluice.runtime.plugin;

import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.runtime.fault.Faults;
import java.io.File;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the plugins a class loader sees and asks each what it brings, once. Whatever a plugin
 * throws while it is asked, errors included, is a failure of that plugin and ends nothing else.
 */
final class ProviderScan {

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

  /** More broken providers than this in one jar are not worth a line each. */
  private static final int MAX_FAILURES = 20;

  private final @Nullable String file;
  private final List<Extension> extensions = new ArrayList<>();
  private final List<PluginFailure> failures = new ArrayList<>();

  /**
   * A scan.
   *
   * @param file the jar or folder that is scanned; null to name each plugin's own code source
   */
  ProviderScan(@Nullable String file) {
    this.file = file;
  }

  List<Extension> extensions() {
    return List.copyOf(extensions);
  }

  List<PluginFailure> failures() {
    return List.copyOf(failures);
  }

  boolean empty() {
    return extensions.isEmpty() && failures.isEmpty();
  }

  void fail(String reason) {
    failures.add(new PluginFailure(file == null ? "class path" : file, reason));
  }

  /** Asks all plugins whose class is accepted. */
  void run(ClassLoader loader, Predicate<Class<?>> accepted) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      Iterator<ServiceLoader.Provider<Plugin>> providers =
          ServiceLoader.load(Plugin.class, loader).stream().iterator();
      while (failures.size() < MAX_FAILURES && next(providers, accepted)) {}
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Whether there may be another one: after an error the service loader goes on with the next. */
  private boolean next(
      Iterator<ServiceLoader.Provider<Plugin>> providers, Predicate<Class<?>> accepted) {
    try {
      if (!providers.hasNext()) {
        return false;
      }
      ServiceLoader.Provider<Plugin> provider = providers.next();
      if (accepted.test(provider.type())) {
        read(provider);
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      fail(Faults.describe(e));
    }
    return true;
  }

  private void read(ServiceLoader.Provider<Plugin> provider) {
    Plugin plugin = provider.get();
    Class<?> type = plugin.getClass();
    String name = Objects.requireNonNull(plugin.name(), "name() is null");
    PluginOrigin origin =
        new PluginOrigin(
            name,
            file == null ? codeSource(type) : file,
            type.getPackage().getImplementationVersion());
    List<Extension> found = new ArrayList<>();
    for (Kind<?> kind : Kind.ALL) {
      collect(kind, plugin, origin, found);
    }
    // Only now, so that a plugin is there as a whole or not at all.
    extensions.addAll(found);
  }

  private static <T> void collect(
      Kind<T> kind, Plugin plugin, PluginOrigin origin, List<Extension> found) {
    List<Factory<T>> factories = kind.factories().apply(plugin);
    if (factories == null) {
      throw new IllegalStateException("its list of " + kind.name() + " factories is null");
    }
    for (Factory<T> factory : factories) {
      String word = Objects.requireNonNull(factory.word(), "word() is null");
      if (!WORD.matcher(word).matches()) {
        throw new IllegalStateException(
            kind.name() + " word \"" + word + "\" is not lower case letters, digits and dashes");
      }
      String doc = Objects.requireNonNull(factory.doc(), "doc() is null");
      SettingsSpec settings = Objects.requireNonNull(factory.settings(), "settings() is null");
      found.add(new Extension(kind, word, doc, settings, factory, origin));
    }
  }

  private static String codeSource(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return "class path";
    }
    Path path = new File(source.getLocation().getPath()).toPath();
    return String.valueOf(path.getFileName());
  }
}
