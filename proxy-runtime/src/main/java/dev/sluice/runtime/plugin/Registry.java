package dev.sluice.runtime.plugin;

import dev.sluice.api.Factory;
import dev.sluice.runtime.config.settings.Vocabulary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The extensions there are: what each word of a kind means, and which plugins failed and why.
 * Immutable. It keeps its plugins loaded until it is closed.
 */
public final class Registry implements Vocabulary, AutoCloseable {

  private final Map<Class<?>, SortedMap<String, Extension>> extensions = new HashMap<>();
  private final IdentityHashMap<Extension, List<String>> claimants = new IdentityHashMap<>();
  private final List<PluginFailure> unloaded;
  private final List<PluginFailure> failures;
  private final List<LoadedPlugin> plugins;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Registry(
      List<Extension> found, List<PluginFailure> failures, List<LoadedPlugin> plugins) {
    List<PluginFailure> all = new ArrayList<>(failures);
    for (Kind<?> kind : Kind.ALL) {
      extensions.put(kind.type(), new TreeMap<>());
    }
    for (Extension extension : found) {
      Extension first = words(extension.kind().type()).putIfAbsent(extension.word(), extension);
      if (first != null) {
        all.add(duplicate(extension, first));
        claimants
            .computeIfAbsent(first, _ -> new ArrayList<>(List.of(file(first))))
            .add(file(extension));
      }
    }
    this.unloaded = List.copyOf(failures);
    this.failures = List.copyOf(all);
    this.plugins = plugins;
  }

  /** What these plugins bring; where two bring the same word, the first one is listed. */
  static Registry of(List<LoadedPlugin> plugins, List<PluginFailure> failures) {
    List<Extension> found = new ArrayList<>();
    List<PluginFailure> all = new ArrayList<>(failures);
    for (LoadedPlugin plugin : plugins) {
      plugin.retain();
      found.addAll(plugin.extensions());
      all.addAll(plugin.failures());
    }
    return new Registry(found, all, plugins);
  }

  /** The plugins on a class path, for tests and for programs that embed the proxy. */
  public static Registry fromClassPath(ClassLoader loader) {
    ProviderScan scan = new ProviderScan(null);
    scan.run(loader, type -> true);
    return new Registry(scan.extensions(), scan.failures(), List.of());
  }

  private static PluginFailure duplicate(Extension second, Extension first) {
    return new PluginFailure(
        second.plugin().file(),
        second.kind().name()
            + " '"
            + second.word()
            + "' is already there, from "
            + first.plugin().file()
            + "; a configuration that uses it is refused until one of them is taken out");
  }

  private static String file(Extension extension) {
    return "plugins/" + extension.plugin().file();
  }

  private SortedMap<String, Extension> words(Class<?> kind) {
    SortedMap<String, Extension> words = extensions.get(kind);
    if (words == null) {
      throw new IllegalArgumentException(kind + " is no kind of extension");
    }
    return words;
  }

  @Override
  public <T> @Nullable Entry<T> find(Class<T> kind, String word) {
    Extension extension = words(kind).get(word);
    return extension == null ? null : entry(extension);
  }

  @Override
  public <T> List<Entry<T>> entries(Class<T> kind) {
    return words(kind).values().stream().map(Registry::<T>entry).toList();
  }

  // A kind's map holds only what Kind<T> has given as a Factory<T>.
  @SuppressWarnings("unchecked")
  private static <T> Entry<T> entry(Extension extension) {
    return new Entry<>(
        extension.word(),
        extension.settings(),
        (Factory<T>) extension.factory(),
        extension.plugin().name(),
        extension.plugin().file());
  }

  @Override
  public List<String> claimants(Class<?> kind, String word) {
    Extension extension = words(kind).get(word);
    return extension == null ? List.of() : claimants.getOrDefault(extension, List.of());
  }

  @Override
  public @Nullable String note(Class<?> kind, String word) {
    if (!unloaded.isEmpty()) {
      return unloaded.stream()
          .map(failure -> "plugins/" + failure.file() + " failed: " + failure.reason())
          .collect(Collectors.joining("; "));
    }
    return extensions().isEmpty() ? "no plugin was found" : null;
  }

  /** All extensions: by kind in the order of {@link Kind#ALL}, then by word. */
  public List<Extension> extensions() {
    return Kind.ALL.stream().flatMap(kind -> words(kind.type()).values().stream()).toList();
  }

  /** What could not be loaded or is not used, by file name. */
  public List<PluginFailure> failures() {
    return failures;
  }

  /** Lets go of the plugins. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      plugins.forEach(LoadedPlugin::release);
    }
  }
}
