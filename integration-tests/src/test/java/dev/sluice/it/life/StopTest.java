package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Starting is all or nothing; stopping lets sessions finish, or not. */
class StopTest {

  @EachTransport
  void stop_withDrain_letsSessionsFinish(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, Texts.app(server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("one");
      assertThat(client.receiveText(3)).isEqualTo("one");
      int port = proxy.port("in");

      CompletableFuture<Void> stopped = proxy.proxy().stop(Duration.ofSeconds(20));
      client.send("two");
      assertThat(client.receiveText(3)).isEqualTo("two");
      assertThat(stopped).isNotDone();
      client.finish();
      assertThat(client.receiveAll().ending()).isEqualTo(Ending.FIN);
      stopped.get(10, TimeUnit.SECONDS);
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
      assertThatThrownBy(() -> FakeClient.connect(port)).isInstanceOf(IOException.class);
    }
  }

  @EachTransport
  void stop_withoutDrain_cutsSessions(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(transport, Texts.app(server));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("one");
      assertThat(client.receiveText(3)).isEqualTo("one");

      proxy.proxy().stop(Duration.ofSeconds(20));
      proxy.proxy().stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
      assertThat(client.receiveAll().size()).isZero();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 KD");
    }
  }

  @EachTransport
  void pidfile_standsWhileTheProxyRuns(Sockets transport) throws Exception {
    Path pidfile;
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy =
            TestProxy.start(
                transport,
                Texts.app(server)
                    .replace("\"threads\": 2", "\"threads\": 2, \"pidfile\": \"run/p.pid\""))) {
      pidfile = proxy.home().resolve("run/p.pid");
      assertThat(Files.readString(pidfile).strip())
          .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
      proxy.proxy().stop(Duration.ZERO).get(10, TimeUnit.SECONDS);
      assertThat(pidfile).doesNotExist();
    }
  }

  @EachTransport
  void pidfileThatCannotBeWritten_startsNothing(Sockets transport) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    try (FakeServer server = FakeServer.echo()) {
      String text =
          Texts.app(server)
              .replace("127.0.0.1:0", "127.0.0.1:" + port)
              .replace("\"threads\": 2", "\"threads\": 2, \"pidfile\": \"proxy.json/p.pid\"");

      assertThatThrownBy(() -> TestProxy.start(transport, text))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("proxy.json/p.pid: cannot be written");
      assertThatThrownBy(() -> FakeClient.connect(port)).isInstanceOf(IOException.class);
    }
  }

  @EachTransport
  void portThatIsTaken_startsNothing(Sockets transport) throws Exception {
    try (FakeServer taken = FakeServer.echo()) {
      int free;
      try (ServerSocket socket = new ServerSocket(0)) {
        free = socket.getLocalPort();
      }
      String text =
          Texts.app(taken)
              .replace(
                  "\"127.0.0.1:0\"",
                  "[ \"127.0.0.1:%d\", \"%s\" ]".formatted(free, taken.address()));

      assertThatThrownBy(() -> TestProxy.start(transport, text))
          .isInstanceOf(StartException.class)
          .hasMessageContaining("frontend 'in': bind " + taken.address());
      assertThatThrownBy(() -> FakeClient.connect(free)).isInstanceOf(IOException.class);
    }
  }
}
