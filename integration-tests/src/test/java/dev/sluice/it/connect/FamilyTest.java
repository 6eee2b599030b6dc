package dev.sluice.it.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/** IPv4 and IPv6 on one port: {@code *} and {@code [::]} are two binds. */
class FamilyTest {

  @EachTransport
  void allIpv4AndAllIpv6OnOnePort_areTwoBinds_orAClearError(Sockets transport) throws Exception {
    int port = freePort();
    try (FakeServer four = FakeServer.token("four");
        FakeServer six = FakeServer.token("six")) {
      String text = text("*:" + port, four, "[::]:" + port, six);
      if (transport != Sockets.EPOLL && transport != Sockets.SYSCALLS) {
        assertThatThrownBy(() -> TestProxy.start(transport, text))
            .isInstanceOf(StartException.class)
            .hasMessageContaining("frontend 'six': bind [::]:" + port)
            .hasMessageContaining("cannot be bound together with 0.0.0.0 on the same port")
            .hasMessageContaining(transport.name().toLowerCase(Locale.ROOT));
        return;
      }
      try (TestProxy proxy = TestProxy.start(transport, text)) {
        assertThat(answer("127.0.0.1", port)).isEqualTo("four");
        assertThat(answer("::1", port)).isEqualTo("six");
        assertThat(proxy.logged(2)).allMatch(line -> line.outcome().contains("s1 --"));
      }
    }
  }

  @EachTransport
  void allIpv6_isNotReachedByIpv4(Sockets transport) throws Exception {
    int port = freePort();
    try (FakeServer four = FakeServer.token("four");
        FakeServer six = FakeServer.token("six");
        TestProxy proxy =
            TestProxy.start(transport, text("127.0.0.1:0", four, "[::]:" + port, six))) {
      assertThat(answer("::1", port)).isEqualTo("six");
      if (transport == Sockets.NIO) {
        // Java cannot make such a socket.
        assertThat(answer("127.0.0.1", port)).isEqualTo("six");
      } else {
        assertThatThrownBy(() -> answer("127.0.0.1", port)).isInstanceOf(IOException.class);
      }
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("six/s1 --");
    }
  }

  private static String text(String bind4, FakeServer four, String bind6, FakeServer six) {
    return """
    { "global": { "threads": 2 },
      "frontends": {
        "four": { "bind": "%s", "default-backend": "four" },
        "six": { "bind": "%s", "default-backend": "six" } },
      "backends": {
        "four": { "servers": { "s1": { "address": "%s" } } },
        "six": { "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(bind4, bind6, four.address(), six.address());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String answer(String address, int port) throws IOException {
    try (FakeClient client =
        FakeClient.connect(new InetSocketAddress(InetAddress.ofLiteral(address), port))) {
      return client.receiveAll().text();
    }
  }
}
