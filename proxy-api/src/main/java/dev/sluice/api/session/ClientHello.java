package dev.sluice.api.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS ClientHello says (RFC 8446 section 4.1.2). With Encrypted Client Hello these are the
 * values of the outer hello.
 *
 * @param serverName the name of the server_name extension (RFC 6066 section 3) in canonical form
 *     ({@link dev.sluice.api.host.HostName}); null if the client sent none
 * @param alpn the protocols offered (RFC 7301), in the client's order; empty if it offered none
 */
public record ClientHello(@Nullable String serverName, List<String> alpn) {

  /** A hello with an immutable copy of the list. */
  public ClientHello {
    alpn = List.copyOf(alpn);
  }
}
