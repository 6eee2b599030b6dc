package dev.sluice.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EngineTest {

  @BeforeEach
  void needsEpoll() {
    assumeTrue(Sockets.SYSCALLS.available(), "there is no epoll");
  }

  private static String text(FakeServer server, String engine) {
    return """
    { "frontends": { "in": { "bind": "127.0.0.1:0", %s "default-backend": "app" } },
      "backends": { "app": { "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(engine, server.address());
  }

  @Test
  void engineOfAFrontend_changesWithAReload_whileSessionsLiveOn() throws Exception {
    try (FakeServer server = FakeServer.echo();
        TestProxy proxy = TestProxy.start(Sockets.SYSCALLS, text(server, ""))) {
      int port = proxy.port("in");
      try (FakeClient old = FakeClient.connect(port)) {
        assertEchoes(old, "syscalls");
        for (String engine : new String[] {"channels", "syscalls", "channels", "auto"}) {
          String key = "\"engine\": \"" + engine + "\",";
          assertThat(proxy.reload(text(server, key))).isInstanceOf(Reload.Accepted.class);
          assertThat(proxy.port("in")).as("the bind stays").isEqualTo(port);
          try (FakeClient client = FakeClient.connect(port)) {
            assertEchoes(client, engine);
          }
          assertEchoes(old, "still there");
        }
      }
      proxy.awaitNoSessions();
      assertThat(proxy.logged(5)).allMatch(line -> line.outcome().equals("app/s1 --"));
    }
  }

  private static void assertEchoes(FakeClient client, String text) throws Exception {
    client.send(text);
    assertThat(client.receiveText(text.length())).isEqualTo(text);
  }
}
