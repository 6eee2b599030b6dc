package dev.sluice.plugin.rate;

import dev.sluice.api.session.Client;
import dev.sluice.plugin.rate.RateLimitFactory.By;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Who or what is counted as one.
 *
 * @param by what tells them apart
 * @param v4 how many bits of an IPv4 address
 * @param v6 how many bits of an IPv6 address
 * @param keys makes keys of names
 */
record Subject(By by, int v4, int v6, Keys keys) {

  private static final Key ALL = new Key(0, 0);

  /** The key of a client; null if it has no address: on a Unix socket. */
  @Nullable Key of(Client client) {
    if (by == By.FRONTEND) {
      return ALL;
    }
    InetAddress address =
        client.address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
    return address == null ? null : Keys.network(address, v4, v6);
  }

  /** The key of a name; those who name none have one together. */
  Key of(@Nullable String name) {
    return keys.name(name == null ? "" : name);
  }

  /** Whether it is a client, or all of them, and known as soon as one connects. */
  boolean isClient() {
    return by == By.SRC || by == By.FRONTEND;
  }

  /** The word for it. */
  @Override
  public String toString() {
    return by.name().toLowerCase(Locale.ROOT);
  }
}
