package dev.sluice.runtime.frontend;

import dev.sluice.runtime.backend.Backend;
import org.jspecify.annotations.Nullable;

/**
 * Where a session goes and by which route.
 *
 * @param name the route's name in the configuration; null if it has none
 * @param words the matchers that said yes, for the log: {@code sni}, {@code sni+src}, {@code
 *     default}
 * @param backend where it leads
 */
public record Route(@Nullable String name, String words, Backend backend) {

  /** The short form of a log's {@code why}: {@code sni:pump}. */
  public String shortForm() {
    return name == null ? words + ":" + backend.name() : words + ":" + name;
  }
}
