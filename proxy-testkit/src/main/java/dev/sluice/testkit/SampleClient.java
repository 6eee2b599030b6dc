package dev.sluice.testkit;

import dev.sluice.api.session.Client;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** A client as matchers and filters see it. */
public record SampleClient(SocketAddress address, SocketAddress localAddress, String frontend)
    implements Client {

  /** One at a documentation address, where it does not matter who it is. */
  public static final SampleClient ANY = ip("192.0.2.1");

  /** One that comes from there. */
  public static SampleClient at(SocketAddress address) {
    return new SampleClient(address, new InetSocketAddress("198.51.100.1", 443), "sample");
  }

  /** One that comes from some port of an IP address. */
  public static SampleClient ip(String literal) {
    return at(new InetSocketAddress(InetAddress.ofLiteral(literal), 50_000));
  }
}
