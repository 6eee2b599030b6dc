package dev.sluice.plugin.sni;

import dev.sluice.api.session.ClientHello;
import java.util.List;
import java.util.Set;

/** Says yes to clients that offer any of its protocols. */
final class AlpnMatcher extends HelloMatcher {

  private final Set<String> protocols;

  AlpnMatcher(List<String> protocols) {
    this.protocols = Set.copyOf(protocols);
  }

  @Override
  boolean matches(ClientHello hello) {
    for (String offered : hello.alpn()) {
      if (protocols.contains(offered)) {
        return true;
      }
    }
    return false;
  }
}
