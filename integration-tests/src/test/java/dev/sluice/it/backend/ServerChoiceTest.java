package dev.sluice.it.backend;

import static dev.sluice.it.backend.Servers.server;
import static dev.sluice.it.backend.Servers.state;
import static dev.sluice.it.backend.Servers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Which servers sessions get, by state, weight, backup and rules. */
class ServerChoiceTest {

  private static String ask(TestProxy proxy) throws IOException {
    return ask(proxy, new byte[0]);
  }

  private static String ask(TestProxy proxy, byte[] first) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(first);
      String answer = client.receiveAll().text();
      client.finish();
      return answer;
    }
  }

  private static List<String> ask(TestProxy proxy, int times) throws IOException {
    List<String> answers = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      answers.add(ask(proxy));
    }
    return answers;
  }

  @EachTransport
  void drainedAndMaintained_takeNoNewSessions_andComeBackByReload(Sockets transport)
      throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two")) {
      String ready = text("", "", server("s1", one, ""), server("s2", two, ""));
      try (TestProxy proxy = TestProxy.start(transport, ready)) {
        assertThat(ask(proxy, 4)).containsOnly("one", "two").contains("one", "two");
        for (String state : List.of("drain", "maint")) {
          proxy.reload(
              text(
                  "",
                  "",
                  server("s1", one, "\"state\": \"" + state + "\""),
                  server("s2", two, "")));
          assertThat(ask(proxy, 4)).as(state).containsOnly("two");
        }
        proxy.reload(ready);
        assertThat(ask(proxy, 4)).contains("one", "two");
        assertThat(state(proxy, "s1").transitions())
            .extracting(change -> change.state())
            .containsExactly("DRAIN", "MAINT", "READY");
      }
    }
  }

  @EachTransport
  void backup_takesSessions_onlyWhileNoOtherDoes_theFirstOne(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        FakeServer three = FakeServer.token("three");
        TestProxy proxy =
            Servers.start(
                transport,
                "",
                server("s1", one, ""),
                server("s2", two, "\"backup\": true"),
                server("s3", three, "\"backup\": true"))) {
      ServerState s1 = state(proxy, "s1");
      ServerState s2 = state(proxy, "s2");
      assertThat(ask(proxy, 3)).containsOnly("one");
      s1.markDown("test");
      assertThat(ask(proxy, 3)).containsOnly("two");
      s2.markDown("test");
      assertThat(ask(proxy, 3)).containsOnly("three");
      s1.markUp("test");
      assertThat(ask(proxy, 3)).containsOnly("one");
    }
  }

  @EachTransport
  void noServerUp_isToldInTheLog(Sockets transport) throws Exception {
    try (FakeServer one = FakeServer.token("one");
        TestProxy proxy = Servers.start(transport, "", server("s1", one, ""))) {
      state(proxy, "s1").markDown("test");
      assertThat(ask(proxy)).isEmpty();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/<NOSRV> SC");
      assertThat(proxy.logged(1).getFirst().session().why()).endsWith("no server");
      assertThat(one.connections()).isZero();
    }
  }

  @EachTransport
  void weightZero_takesOnlyWhatARuleSends(Sockets transport) throws Exception {
    String rule =
        "\"use-server\": [ { \"match\": { \"sni\": \"zero.test\" }, \"server\": \"s1\" } ],";
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two");
        TestProxy proxy =
            Servers.start(
                transport, rule, server("s1", one, "\"weight\": 0"), server("s2", two, ""))) {
      byte[] named = SampleHello.bytes("zero.test");
      byte[] other = SampleHello.bytes("other.test");
      assertThat(ask(proxy, other)).isEqualTo("two");
      assertThat(ask(proxy, named)).isEqualTo("one");
      assertThat(ask(proxy, other)).isEqualTo("two");
      state(proxy, "s1").markDown("test");
      assertThat(ask(proxy, named)).isEqualTo("two");
    }
  }

  /** The route needs no bytes, the rule of the backend does: they are waited for. */
  @EachTransport
  void rule_waitsForTheBytesItNeeds_howeverTheyAreCut(Sockets transport) throws Exception {
    String rule =
        "\"use-server\": [ { \"match\": { \"sni\": \"one.test\" }, \"server\": \"s1\" } ],";
    try (FakeServer one = FakeServer.recorder("one");
        FakeServer two = FakeServer.recorder("two");
        TestProxy proxy =
            Servers.start(
                transport, rule, server("s1", one, "\"weight\": 0"), server("s2", two, ""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      byte[] hello = SampleHello.bytes("one.test");
      client.sendCut(hello, 1, 5, 6, 43, hello.length - 1);
      client.finish();
      assertThat(client.receiveAll().text()).isEqualTo("one");
      assertThat(one.received().bytes()).isEqualTo(hello);
    }
  }

  @EachTransport
  void sessionsOfAServerThatGoesDown_areCut_ifTheConfigurationSaysSo(Sockets transport)
      throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy =
            Servers.start(
                transport,
                "\"on-marked-down\": \"shutdown-sessions\",",
                server("s1", servers, ""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      FakeSocket server = servers.accept();
      server.send("hello");
      assertThat(client.receiveText(5)).isEqualTo("hello");
      state(proxy, "s1").markDown("test");
      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
      assertThat(server.receiveAll().ending()).isEqualTo(Ending.RST);
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 DD");
      await().atMost(FakeSocket.DEADLINE).until(() -> state(proxy, "s1").sessions() == 0);
    }
  }

  @EachTransport
  void sessionsOfAServerThatGoesDown_goOn_otherwise(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = Servers.start(transport, "", server("s1", servers, ""));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      FakeSocket server = servers.accept();
      state(proxy, "s1").markDown("test");
      server.send("still here");
      server.finish();
      assertThat(client.receiveAll().text()).isEqualTo("still here");
      client.finish();
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
    }
  }
}
