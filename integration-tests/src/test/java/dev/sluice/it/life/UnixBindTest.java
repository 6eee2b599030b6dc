package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Files of Unix sockets that others have made, or take over. */
class UnixBindTest {

  @TempDir private Path folder;
  private Path socket;

  @BeforeEach
  void choosePath() throws IOException {
    socket = folder.toRealPath().resolve("in.sock");
  }

  @EachTransport
  void liveSocketOfAnotherProcess_isInUse_andStaysItsOwn(Sockets transport) throws Exception {
    assumeUnix(transport);
    try (FakeServer server = FakeServer.token("ours");
        FakeServer other =
            FakeServer.start(UnixDomainSocketAddress.of(socket), client -> client.send("other"))) {
      assertThatThrownBy(() -> start(transport, server))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("frontend 'in': bind unix:" + socket + ": address already in use")
          .hasMessageContaining("ss -lxp");

      assertThat(answer()).isEqualTo("other");
      assertThat(files()).containsExactly("in.sock");
      assertThat(other.connections()).isPositive();
    }
  }

  @EachTransport
  void socketOfAKilledProcess_isReplaced(Sockets transport) throws Exception {
    assumeUnix(transport);
    // Closing leaves the file, as killing does.
    bindByHand().close();
    try (FakeServer server = FakeServer.token("ours")) {
      try (TestProxy proxy = start(transport, server)) {
        assertThat(answer()).isEqualTo("ours");
        assertThat(files()).containsExactly("in.sock");
        assertThat(proxy.logged(1).getFirst().session().client().localAddress())
            .isEqualTo(UnixDomainSocketAddress.of(socket));
      }
      assertThat(files()).isEmpty();
    }
  }

  @EachTransport
  void fileThatIsNoSocket_isNeverDeleted(Sockets transport) throws Exception {
    assumeUnix(transport);
    Files.writeString(socket, "precious");
    try (FakeServer server = FakeServer.token("ours")) {
      assertThatThrownBy(() -> start(transport, server))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("there is a file of that name that is no socket");

      assertThat(socket).hasContent("precious");
      assertThat(files()).containsExactly("in.sock");
    }
  }

  @EachTransport
  void fileThatAnotherProcessHasPutThere_outlivesTheProxy(Sockets transport) throws Exception {
    assumeUnix(transport);
    try (FakeServer server = FakeServer.token("ours");
        TestProxy proxy = start(transport, server)) {
      Files.delete(socket);
      try (ServerSocketChannel other = bindByHand()) {
        assertThat(proxy.reload(Texts.app(server))).isInstanceOf(Reload.Accepted.class);
        proxy.proxy().stop(Duration.ZERO).get(10, TimeUnit.SECONDS);

        assertThat(socket).exists();
        assertThat(other.isOpen()).isTrue();
      }
    }
  }

  @EachTransport
  void bindThatIsRemoved_takesItsFileAlong_andMayComeBack(Sockets transport) throws Exception {
    assumeUnix(transport);
    try (FakeServer server = FakeServer.token("ours");
        TestProxy proxy = start(transport, server)) {
      assertThat(proxy.reload(Texts.app(server))).isInstanceOf(Reload.Accepted.class);
      assertThat(files()).isEmpty();

      assertThat(proxy.reload(text(server))).isInstanceOf(Reload.Accepted.class);
      assertThat(answer()).isEqualTo("ours");
    }
  }

  private static void assumeUnix(Sockets transport) {
    assumeTrue(transport != Sockets.NIO, "Vert.x has no Unix sockets on NIO");
  }

  private ServerSocketChannel bindByHand() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }

  private TestProxy start(Sockets transport, FakeServer server) throws StartException {
    return TestProxy.start(transport, text(server));
  }

  private String text(FakeServer server) {
    return Texts.app(server).replace("127.0.0.1:0", "unix:" + socket);
  }

  private String answer() throws IOException {
    try (FakeClient client = FakeClient.connect(UnixDomainSocketAddress.of(socket))) {
      return client.receiveAll().text();
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
