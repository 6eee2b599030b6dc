package dev.sluice.runtime.config;

import dev.sluice.runtime.config.model.addresses.BindAddress;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration listens on. Linux binds no address twice, nor one beside all of its family
 * on the same port; all of IPv4 and all of IPv6 are two.
 */
final class BoundAddresses {

  private record Bound(BindAddress address, Place place) {}

  private final Map<SocketAddress, Bound> bound = new HashMap<>();

  /** By all addresses of a family on a port, the first of them that is bound. */
  private final Map<SocketAddress, Bound> ports = new HashMap<>();

  /** Adds an address; if it cannot be bound beside those before, the message about that. */
  @Nullable String add(BindAddress address, Place place) {
    if (address.ephemeral()) {
      return null;
    }
    Bound other = bound.get(address.address());
    if (other != null) {
      return Quote.of(address.text())
          + " is bound twice (first at "
          + shown(other)
          + "); remove one of them";
    }
    other = address.takesAll() ? ports.get(address.all()) : bound.get(address.all());
    if (other != null) {
      return Quote.of(address.text())
          + " cannot be bound beside "
          + Quote.of(other.address().text())
          + " (at "
          + shown(other)
          + ")"
          + (address.takesAll() ? ", which it includes" : ", which includes it")
          + "; remove one of them";
    }
    Bound added = new Bound(address, place);
    bound.put(address.address(), added);
    ports.putIfAbsent(address.all(), added);
    return null;
  }

  private static String shown(Bound bound) {
    return bound.place() + ", " + bound.place().pointer();
  }
}
