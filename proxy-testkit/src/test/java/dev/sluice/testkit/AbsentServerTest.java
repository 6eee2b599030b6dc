package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class AbsentServerTest {

  @Test
  void whoConnects_isRefused_andNobodyElseGetsThePort() throws Exception {
    try (AbsentServer server = AbsentServer.open()) {
      InetSocketAddress taken =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
      assertThatThrownBy(() -> FakeClient.connect(server.port()))
          .isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> FakeServer.start(taken, client -> {}).close())
          .isInstanceOf(BindException.class);
    }
  }
}
