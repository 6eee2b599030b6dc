package dev.sluice.plugin.balancers;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session of which a test says what balancers look at.
 *
 * @param address the client's
 */
record FakeSession(
    SocketAddress address, @Nullable ClientHello clientHello, @Nullable RequestHead requestHead)
    implements SessionView, Client {

  /** Nobody in particular. */
  static final FakeSession ANY =
      new FakeSession(InetSocketAddress.createUnresolved("client", 1), null, null);

  static FakeSession from(SocketAddress address) {
    return new FakeSession(address, null, null);
  }

  static FakeSession to(@Nullable String serverName) {
    return new FakeSession(ANY.address, new ClientHello(serverName, List.of()), null);
  }

  /** With a request that has these values of the field {@code x-user}. */
  static FakeSession asking(@Nullable String host, String path, String... users) {
    return new FakeSession(ANY.address, null, new Head(host, path, List.of(users)));
  }

  @Override
  public long id() {
    return 1;
  }

  @Override
  public Client client() {
    return this;
  }

  @Override
  public String backend() {
    return "app";
  }

  @Override
  public @Nullable String route() {
    return null;
  }

  @Override
  public SocketAddress localAddress() {
    return address;
  }

  @Override
  public String frontend() {
    return "web";
  }

  private record Head(@Nullable String host, String path, List<String> users)
      implements RequestHead {

    @Override
    public String method() {
      return "GET";
    }

    @Override
    public String target() {
      return path + "?query";
    }

    @Override
    public int minorVersion() {
      return 1;
    }

    @Override
    public List<String> header(String name) {
      return name.equalsIgnoreCase("x-user") ? users : List.of();
    }
  }
}
