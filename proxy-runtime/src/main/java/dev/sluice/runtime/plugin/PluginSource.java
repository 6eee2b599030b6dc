package dev.sluice.runtime.plugin;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Private copies of the jars of one plugin. Two with the same file name and the same copies are the
 * same plugin, as copies are named by their content.
 */
final class PluginSource implements AutoCloseable {

  private final String file;
  private final List<Path> copies;
  private final WorkFolder work;

  private PluginSource(String file, List<Path> copies, WorkFolder work) {
    this.file = file;
    this.copies = copies;
    this.work = work;
  }

  /** Copies the jars of a plugin. */
  static PluginSource of(PluginDirectory.Entry entry, WorkFolder work) throws IOException {
    PluginSource source = new PluginSource(entry.file(), new ArrayList<>(), work);
    try {
      for (Path jar : entry.jars()) {
        source.copies.add(work.copy(jar));
      }
      return source;
    } catch (IOException e) {
      source.close();
      throw e;
    }
  }

  /** The name of the jar or folder in {@code plugins/}. */
  String file() {
    return file;
  }

  boolean sameContent(PluginSource other) {
    return copies.equals(other.copies);
  }

  URL[] urls() {
    URL[] urls = new URL[copies.size()];
    for (int i = 0; i < urls.length; i++) {
      try {
        urls[i] = copies.get(i).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e); // a path of the default file system has a URL
      }
    }
    return urls;
  }

  /**
   * What is wrong with the jars themselves; null if nothing is. The table of contents of a zip
   * stands at its end, so one that is still being copied is seen to be broken.
   */
  @Nullable String defect() {
    for (Path copy : copies) {
      try (ZipFile zip = new ZipFile(copy.toFile())) {
        if (zip.size() == 0) {
          return "a jar is empty";
        }
      } catch (IOException e) {
        return "not a complete jar: " + e.getMessage();
      }
    }
    return null;
  }

  /** Gives the copies back. */
  @Override
  public void close() {
    copies.forEach(work::release);
  }
}
