package dev.sluice.runtime.session;

import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Beginning;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Pending;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Rejected;
import dev.sluice.runtime.net.Connection;
import org.jspecify.annotations.Nullable;

/**
 * How a client begins on a bind with {@code accept-proxy}: with a PROXY header if it must send one,
 * else with anything but one. Who need not send one is never waited for: it may be a client whose
 * server speaks first. Confined to the session's loop.
 */
final class ProxyReception {

  /** What the log says of a header by somebody who must not send one. */
  static final String UNASKED = "PROXY header from an address that must not send one";

  private static final String PREFIX = "PROXY header: ";

  private final Connection client;
  private final boolean required;
  private Beginning beginning = Beginning.OPEN;
  private int length;
  private @Nullable String fault;

  ProxyReception(Connection client, boolean required) {
    this.client = client;
    this.required = required;
  }

  /** Whether a header is to be read before anything else. */
  boolean required() {
    return required;
  }

  /** The header, which is then consumed; null if it is not complete, or there is a fault. */
  @Nullable ProxyHeader read() {
    switch (ProxyHeaderReader.read(client.received())) {
      case Pending _ -> {}
      case Rejected(String reason) -> fault = PREFIX + reason;
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

  /** What the log says of a header that did not come, or not to its end. */
  static String missing(String why) {
    return PREFIX + why;
  }

  /** How many bytes the header had, which are not the client's own. */
  int length() {
    return length;
  }

  /** What is there where no header is asked for; once that is told it does not change. */
  Beginning beginning() {
    if (beginning == Beginning.OPEN) {
      beginning = ProxyHeaderReader.begins(client.received());
    }
    return beginning;
  }

  /** No more bytes will come: what is there is no header. */
  void end() {
    if (beginning() == Beginning.OPEN) {
      beginning = Beginning.OTHER;
    }
  }
}
