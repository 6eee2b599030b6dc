package dev.sluice.plugin.health;

import dev.sluice.api.session.Server;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A server as a check sees it. */
public record Target(SocketAddress address, String opening, List<String> routedNames)
    implements Server {

  @Override
  public String name() {
    return "s1";
  }

  @Override
  public String backend() {
    return "app";
  }

  @Override
  public int weight() {
    return 1;
  }

  @Override
  public int sessions() {
    return 0;
  }

  @Override
  public byte[] opening(SocketAddress local, SocketAddress remote) {
    return opening.getBytes(StandardCharsets.US_ASCII);
  }
}
