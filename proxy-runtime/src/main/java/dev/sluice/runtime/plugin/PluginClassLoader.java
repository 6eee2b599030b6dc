package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one plugin. What it shares with the proxy comes from there, or both would have
 * their own {@code Matcher}; everything else is looked for in its own jars first, then among the
 * platform's classes.
 */
final class PluginClassLoader extends URLClassLoader {

  static {
    registerAsParallelCapable();
  }

  private final SharedClasses shared;

  PluginClassLoader(String name, URL[] jars, SharedClasses shared) {
    super(name, jars, shared);
    this.shared = shared;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith("java.") || SharedClasses.shares(name)) {
      return shared.loadClass(name);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> found = findLoadedClass(name);
      return found != null ? found : ownOrPlatform(name);
    }
  }

  private Class<?> ownOrPlatform(String name) throws ClassNotFoundException {
    try {
      return findClass(name);
    } catch (ClassNotFoundException e) {
      return shared.loadClass(name);
    }
  }

  @Override
  public @Nullable URL getResource(String name) {
    URL own = findResource(name);
    return own != null ? own : shared.getResource(name);
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> all = new ArrayList<>(Collections.list(findResources(name)));
    all.addAll(Collections.list(shared.getResources(name)));
    return Collections.enumeration(all);
  }
}
