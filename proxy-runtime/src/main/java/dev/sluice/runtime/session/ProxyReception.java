package dev.sluice.runtime.session;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Beginning;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Pending;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Rejected;
import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * How a client begins: on a bind with {@code accept-proxy} with a PROXY header if it must send one,
 * else with anything but one. Who need not send one is never waited for: it may be a client whose
 * server speaks first. Confined to the session's loop.
 */
final class ProxyReception {

  /**
   * On other binds, whatever a client begins with is its own; all their sessions share it, and
   * nothing in it changes.
   */
  private static final ProxyReception NOT_ASKED = new ProxyReception(false, Beginning.OTHER);

  private final boolean required;
  private Beginning beginning;
  private int length;
  private @Nullable String fault;

  private ProxyReception(boolean required, Beginning beginning) {
    this.required = required;
    this.beginning = beginning;
  }

  /**
   * Of one client, whose address alone decides what it must do.
   *
   * @param acceptProxy who must send a PROXY header; null if nobody is asked about one
   */
  static ProxyReception of(Connection client, @Nullable AcceptProxy acceptProxy) {
    return acceptProxy == null
        ? NOT_ASKED
        : new ProxyReception(acceptProxy.requires(client.remoteAddress()), Beginning.OPEN);
  }

  /** Whether a header is to be read before anything else. */
  boolean required() {
    return required;
  }

  /** The header, which is then consumed; null if it is not complete, or there is a fault. */
  @Nullable ProxyHeader read(Connection client) {
    if (!required) {
      throw new IllegalStateException("no header is to be read");
    }
    switch (ProxyHeaderReader.read(client.received())) {
      case Pending _ -> {}
      case Rejected(String reason) -> fault = reason;
      case Complete(ProxyHeader header, int bytes) -> {
        client.consume(bytes);
        length = bytes;
        beginning = Beginning.OTHER;
        return header;
      }
    }
    return null;
  }

  /** Why the header cannot be accepted; null if it can, as far as is known. */
  @Nullable String fault() {
    return fault;
  }

  /** How many bytes the header had, which are not the client's own. */
  int length() {
    return length;
  }

  /** What is there where no header is asked for; once that is told it does not change. */
  Beginning beginning(Connection client) {
    if (beginning == Beginning.OPEN) {
      beginning = ProxyHeaderReader.begins(client.received());
    }
    return beginning;
  }

  /** Whether the client has sent a header where none is asked for. */
  boolean unasked(Connection client) {
    return beginning(client) == Beginning.HEADER;
  }

  /** Whether it has, or what it has sent may yet become one. */
  boolean suspect(Connection client) {
    return beginning(client) != Beginning.OTHER;
  }

  /** No more bytes will come: what is there is no header. */
  void end(Connection client) {
    if (beginning(client) == Beginning.OPEN) {
      beginning = Beginning.OTHER;
    }
  }
}
