package dev.sluice.plugin.health.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.plugin.health.Prober;
import dev.sluice.plugin.health.Target;
import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeServer;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TcpCheckTest {

  private final TcpFactory tcp = new TcpFactory();
  private final Prober prober = new Prober();
  @TempDir private Path folder;

  @AfterEach
  void close() {
    prober.close();
  }

  @Test
  void serverThatAccepts_passes_andIsLeftWithFin() throws Exception {
    try (FakeServer server = FakeServer.recorder("")) {
      assertThat(prober.found(tcp, "{}", Prober.target(server)).detail()).isEqualTo("connected");
      assertThat(server.received().size()).isZero();
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void serverThatWantsAPreface_getsIt() throws Exception {
    try (FakeServer server = FakeServer.recorder("")) {
      Target plain = Prober.target(server);
      prober.found(tcp, "{}", new Target(plain.address(), "PROXY UNKNOWN\r\n", List.of()));
      assertThat(server.received().text()).isEqualTo("PROXY UNKNOWN\r\n");
    }
  }

  @Test
  void unixSocket_passes() throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
    try (FakeServer server = FakeServer.start(address, client -> client.receiveAll())) {
      assertThat(prober.found(tcp, "{}", Prober.target(address)).detail()).isEqualTo("connected");
      assertThat(server.faults()).isEmpty();
    }
  }

  @Test
  void refusedConnection_fails() throws Exception {
    try (AbsentServer server = AbsentServer.open()) {
      Target target = Prober.target(server.port());
      assertThat(prober.failure(tcp, "{}", target, Duration.ofSeconds(10)))
          .isEqualTo("connection refused");
    }
  }

  @Test
  void nameWithoutAddress_fails() throws Exception {
    Target nowhere = Prober.target(InetSocketAddress.createUnresolved("nowhere.invalid", 80));
    assertThat(prober.failure(tcp, "{}", nowhere, Duration.ofSeconds(10)))
        .containsAnyOf("no address", "timed out", "nowhere.invalid");
  }
}
