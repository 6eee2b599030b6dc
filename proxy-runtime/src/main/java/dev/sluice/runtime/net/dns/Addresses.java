package dev.sluice.runtime.net.dns;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a host. The families are asked for one by one, so there may be an answer for one
 * alone.
 *
 * @param v4 those of IPv4; null if nobody has answered for them
 * @param v6 the same of IPv6
 */
public record Addresses(@Nullable List<InetAddress> v4, @Nullable List<InetAddress> v6) {

  /** All of them, IPv4 first. */
  public List<InetAddress> all() {
    return Stream.of(orNone(v4), orNone(v6)).flatMap(List::stream).toList();
  }

  /** What is missing here taken from an older answer. */
  public Addresses completedBy(@Nullable Addresses older) {
    return older == null
        ? this
        : new Addresses(v4 == null ? older.v4 : v4, v6 == null ? older.v6 : v6);
  }

  private static List<InetAddress> orNone(@Nullable List<InetAddress> family) {
    return family == null ? List.of() : family;
  }
}
