package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parent of all plugins' class loaders: the classes that plugins share with the proxy, and
 * those of the platform. Nothing else of the proxy's class path can be seen through it, so that a
 * plugin may bring whatever version of a library it likes, and cannot come to depend on the proxy's
 * inside.
 */
final class SharedClasses extends ClassLoader {

  private static final List<String> PACKAGES =
      List.of("dev.sluice.api.", "io.vertx.core.", "org.slf4j.", "org.jspecify.");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader host;

  SharedClasses(ClassLoader host) {
    super("shared", getPlatformClassLoader());
    this.host = host;
  }

  /** Whether a class is the proxy's own, whatever a plugin may have in its jar. */
  static boolean shares(String className) {
    if (className.contains(".impl.") || className.contains(".internal.")) {
      return false;
    }
    for (String prefix : PACKAGES) {
      if (className.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (shares(name)) {
      return host.loadClass(name);
    }
    throw new ClassNotFoundException(name);
  }

  @Override
  protected @Nullable URL findResource(String name) {
    return shares(name.replace('/', '.')) ? host.getResource(name) : null;
  }

  @Override
  protected Enumeration<URL> findResources(String name) throws IOException {
    return shares(name.replace('/', '.'))
        ? host.getResources(name)
        : java.util.Collections.emptyEnumeration();
  }
}
