package dev.sluice.it.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;

/** Emitters write first, or nobody writes. */
class EmitterTest {

  @EachTransport
  void emitters_writeBeforeTheClientsBytes_inOrder(Sockets transport) throws Exception {
    String backend = "\"emit\": [ { \"greet\": \"one:\" }, { \"greet\": \" two:\" } ],";
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(transport, Texts.app("", backend, server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(" client");
      client.finish();

      assertThat(client.receiveAll().text()).isEqualTo("answer");
      assertThat(server.received().text()).isEqualTo("one:app two:app client");
      assertThat(proxy.logged(1).getFirst().session().bytesFromClient()).isEqualTo(7);
    }
  }

  @EachTransport
  void emitterThatThrows_endsTheSession_andTheServerGetsNothingOfTheClient(Sockets transport)
      throws Exception {
    String backend = "\"emit\": [ { \"greet\": \"throw\" } ],";
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(transport, Texts.app("", backend, server.address()));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("client");

      assertThat(client.receiveAll().size()).isZero();
      assertThat(server.received().size()).isZero();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 IC");
      proxy.awaitNoSessions();
    }
  }
}
