package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same sessions through a live HAProxy and through ours, and what both log about them: backend
 * and server, phases reached, bytes, termination, counts and retries must be the same. Deliberately
 * not the same, each with a test of its own below:
 *
 * <table>
 * <caption>Differences</caption>
 * <tr><th>session</th><th>HAProxy</th><th>ours</th><th>why</th></tr>
 * <tr><td>inspection ends by {@code inspect}</td><td>PR</td><td>cR</td><td rowspan="2">HAProxy
 *   runs its rules once more on what there is, and one of them rejects. There is no such rule
 *   here: the client is the cause.</td></tr>
 * <tr><td>the client leaves during inspection</td><td>PR</td><td>CR</td></tr>
 * <tr><td>the client resets while a server is dialled</td><td>dials on: sC,
 *   or CD if it noticed before</td><td>CC at once</td><td>nobody is left to serve; as HAProxy with {@code abortonclose}</td></tr>
 * <tr><td>bytes of a refused session</td><td>0</td><td>of the alert or the page</td><td>TCP mode
 *   there has no answers; in HTTP mode it counts those of its own as well</td></tr>
 * </table>
 */
@Timeout(60)
class HaproxyComparisonIT {

  private static final List<String> FRONTENDS =
      List.of(
          "plain",
          "client-idle",
          "server-idle",
          "client-fin",
          "server-fin",
          "refused",
          "unreachable",
          "redispatch",
          "quiet",
          "tls");

  /** A record header of five bytes, level and description. */
  private static final long ALERT_BYTES = 7;

  @TempDir private static Path temp;
  private static BothProxies both;

  @BeforeAll
  static void startBoth() throws IOException {
    both = new BothProxies(temp, FRONTENDS);
    both.start(HaproxyComparisonIT::haproxyText, HaproxyComparisonIT::ourText, "tls");
  }

  @AfterAll
  static void stopBoth() throws IOException {
    if (both != null) {
      both.close();
    }
  }

  private static String haproxyText(Map<String, Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              log stdout format raw local0
            defaults
              mode tcp
              log global
              option tcplog
              option redispatch
              balance roundrobin
              retries 1
              timeout connect 10s
              timeout client 20s
              timeout server 20s
            """);
    haproxyFrontend(text, ports, "plain", "");
    haproxyFrontend(text, ports, "client-idle", "timeout client 500ms");
    haproxyFrontend(text, ports, "server-idle", "");
    haproxyFrontend(text, ports, "client-fin", "timeout client-fin 500ms");
    haproxyFrontend(text, ports, "server-fin", "");
    haproxyFrontend(text, ports, "refused", "");
    haproxyFrontend(text, ports, "unreachable", "");
    haproxyFrontend(text, ports, "redispatch", "");
    haproxyFrontend(text, ports, "quiet", "option dontlognull");
    text.append(
        """
        frontend tls
          bind 127.0.0.1:%d
          tcp-request inspect-delay 500ms
          tcp-request content accept if { req_ssl_hello_type 1 } { req_ssl_sni -i known.example }
          tcp-request content reject if { req_ssl_hello_type 1 }
          tcp-request content reject if WAIT_END
          default_backend plain
        """
            .formatted(Objects.requireNonNull(ports.get("tls"))));
    haproxyBackend(text, "plain", "", both.serverPort());
    haproxyBackend(text, "client-idle", "", both.serverPort());
    haproxyBackend(text, "server-idle", "timeout server 500ms", both.serverPort());
    haproxyBackend(text, "client-fin", "", both.serverPort());
    haproxyBackend(text, "server-fin", "timeout server-fin 500ms", both.serverPort());
    haproxyBackend(text, "refused", "timeout connect 300ms", Ports.free());
    haproxyBackend(text, "unreachable", "timeout connect 300ms", both.silentPort());
    haproxyBackend(text, "quiet", "", both.serverPort());
    haproxyBackend(text, "redispatch", "", Ports.free(), both.serverPort());
    return text.toString();
  }

  private static void haproxyFrontend(
      StringBuilder text, Map<String, Integer> ports, String name, String setting) {
    text.append(
        """
        frontend %s
          bind 127.0.0.1:%d
          %s
          default_backend %s
        """
            .formatted(name, Objects.requireNonNull(ports.get(name)), setting, name));
  }

  private static void haproxyBackend(
      StringBuilder text, String name, String setting, int... servers) {
    text.append("backend " + name + "\n  " + setting + "\n");
    for (int i = 0; i < servers.length; i++) {
      text.append("  server s" + (i + 1) + " 127.0.0.1:" + servers[i] + "\n");
    }
  }

  private static String ourText(Map<String, Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            {
              "logs": { "access": { "file": "logs/access.log" } },
              "defaults": {
                "log-null": true, "redispatch": true, "balance": "roundrobin", "retries": 1,
                "timeouts": { "connect": "10s", "client": "20s", "server": "20s" }
              },
              "frontends": {
            """);
    ourFrontend(text, ports, "plain", "");
    ourFrontend(text, ports, "client-idle", "\"client\": \"500ms\"");
    ourFrontend(text, ports, "server-idle", "");
    ourFrontend(text, ports, "client-fin", "\"client-fin\": \"500ms\"");
    ourFrontend(text, ports, "server-fin", "");
    ourFrontend(text, ports, "refused", "");
    ourFrontend(text, ports, "unreachable", "");
    ourFrontend(text, ports, "redispatch", "");
    ourQuietFrontend(text, ports);
    text.append(
        """
            "tls": {
              "bind": "127.0.0.1:%d", "timeouts": { "inspect": "500ms" },
              "routes": [ { "match": { "sni": "known.example" }, "backend": "plain" } ]
            }
          },
          "backends": {
        """
            .formatted(Objects.requireNonNull(ports.get("tls"))));
    ourBackend(text, "plain", "", both.serverPort());
    ourBackend(text, "client-idle", "", both.serverPort());
    ourBackend(text, "server-idle", "\"server\": \"500ms\"", both.serverPort());
    ourBackend(text, "client-fin", "", both.serverPort());
    ourBackend(text, "server-fin", "\"server-fin\": \"500ms\"", both.serverPort());
    ourBackend(text, "refused", "\"connect\": \"300ms\"", Ports.free());
    ourBackend(text, "unreachable", "\"connect\": \"300ms\"", both.silentPort());
    ourBackend(text, "quiet", "", both.serverPort());
    ourBackend(text, "redispatch", "", Ports.free(), both.serverPort());
    text.append("  }\n}\n");
    return text.toString();
  }

  private static void ourFrontend(
      StringBuilder text, Map<String, Integer> ports, String name, String timeout) {
    text.append(
        """
            "%s": { "bind": "127.0.0.1:%d", "timeouts": { %s }, "default-backend": "%s" },
        """
            .formatted(name, Objects.requireNonNull(ports.get(name)), timeout, name));
  }

  private static void ourQuietFrontend(StringBuilder text, Map<String, Integer> ports) {
    text.append(
        """
            "quiet": { "bind": "127.0.0.1:%d", "log-null": false, "default-backend": "quiet" },
        """
            .formatted(Objects.requireNonNull(ports.get("quiet"))));
  }

  private static void ourBackend(StringBuilder text, String name, String timeout, int... servers) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < servers.length; i++) {
      list.append("\"s" + (i + 1) + "\": { \"address\": \"127.0.0.1:" + servers[i] + "\" }, ");
    }
    text.append(
        """
            "%s": { "timeouts": { %s }, "servers": { %s } },
        """
            .formatted(name, timeout, list));
  }

  /** What both ends of a session do. */
  private interface Script {
    void play(Peers peers) throws IOException;
  }

  /** How sessions look in the log of HAProxy and in ours. */
  private record Logged(List<TcpLogLine> haproxy, List<TcpLogLine> ours) {

    void mustBeEqual() {
      assertThat(ours).isEqualTo(haproxy);
    }
  }

  private static Logged play(String frontend, Script script) throws IOException {
    return play(frontend, 1, script);
  }

  private static Logged play(String frontend, int times, Script script) throws IOException {
    List<List<TcpLogLine>> logged = new ArrayList<>();
    for (Side side : both.each()) {
      int known = side.lines(frontend).size();
      for (int i = 0; i < times; i++) {
        try (Peers peers = new Peers(side.port(frontend), both.server())) {
          script.play(peers);
        }
        side.awaitLines(frontend, known + i, 1);
      }
      logged.add(side.awaitLines(frontend, known, times).stream().map(TcpLogLine::of).toList());
    }
    return new Logged(logged.get(0), logged.get(1));
  }

  /** A deliberate difference, by the last letters and figures of the lines. */
  private static void expectDifference(Logged logged, TcpLogLine haproxy, TcpLogLine ours) {
    assertThat(logged.haproxy()).containsExactly(haproxy);
    assertThat(logged.ours()).containsExactly(ours);
  }

  private static TcpLogLine unrouted(String state, long bytes) {
    return new TcpLogLine("tls", "tls/<NOSRV>", "-1/-1", bytes, state, "0/0", "0");
  }

  private static void expectState(Logged logged, String state) {
    logged.mustBeEqual();
    assertThat(logged.ours()).extracting(TcpLogLine::state).containsOnly(state);
  }

  // Ends as they should be

  @Test
  void clientFinishesFirst() throws IOException {
    Logged logged =
        play(
            "plain",
            peers -> {
              peers.talk();
              peers.client().shutdownOutput();
              Peers.drain(peers.server());
              peers.server().close();
              Peers.drain(peers.client());
            });

    expectState(logged, "--");
    assertThat(logged.ours()).extracting(TcpLogLine::bytes).containsOnly(5L);
  }

  @Test
  void serverFinishesFirst() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              peers.talk();
              peers.server().close();
              Peers.drain(peers.client());
            }),
        "--");
  }

  @Test
  void clientHalfCloses_andGetsALargeAnswer() throws IOException {
    byte[] answer = new byte[3_000_000];
    Logged logged =
        play(
            "plain",
            peers -> {
              Peers.send(peers.client(), "ping");
              peers.client().shutdownOutput();
              Peers.drain(peers.server());
              Thread sender =
                  Thread.startVirtualThread(() -> {
                    try {
                      Peers.send(peers.server(), answer);
                      peers.server().close();
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
              assertThat(Peers.drain(peers.client())).isEqualTo(answer.length);
              join(sender);
            });

    expectState(logged, "--");
    assertThat(logged.ours()).extracting(TcpLogLine::bytes).containsOnly((long) answer.length);
  }

  @Test
  void serverHalfCloses_andTheClientGoesOn() throws IOException {
    byte[] rest = new byte[100_000];
    expectState(
        play(
            "plain",
            peers -> {
              peers.talk();
              peers.server().shutdownOutput();
              Peers.drain(peers.client());
              Peers.send(peers.client(), rest);
              peers.client().close();
              assertThat(Peers.drain(peers.server())).isEqualTo(rest.length);
            }),
        "--");
  }

  @Test
  void serverSpeaksFirst_andTheClientSaysNothing() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              Peers.send(peers.server(), "hello");
              peers.server().close();
              Peers.expect(peers.client(), "hello");
              Peers.drain(peers.client());
            }),
        "--");
  }

  @Test
  void clientLeavesWithoutAWord() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              // A server may accept before the proxy has heard that it is connected: who left
              // earlier than
              // that left while the proxy was connecting, which HAProxy logs as CC.
              Peers.send(peers.server(), "hello");
              Peers.expect(peers.client(), "hello");
              peers.client().close();
              Peers.drain(peers.server());
            }),
        "--");
  }

  @Test
  void sessionWithoutAByteOfTheClient_isNotLogged_ifSoConfigured() throws IOException {
    for (Side side : both.each()) {
      for (boolean talks : List.of(false, true)) {
        try (Peers peers = new Peers(side.port("quiet"), both.server())) {
          String greeting = talks ? "hello again" : "hello";
          Peers.send(peers.server(), greeting);
          Peers.expect(peers.client(), greeting);
          if (talks) {
            Peers.send(peers.client(), "ping");
            Peers.expect(peers.server(), "ping");
          }
          peers.client().close();
          Peers.drain(peers.server());
        }
      }
      // It would come first.
      assertThat(side.awaitLines("quiet", 0, 1))
          .map(line -> TcpLogLine.of(line).bytes())
          .containsExactly((long) "hello again".length());
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  // Cut

  @Test
  void clientResets() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              peers.talk();
              Peers.reset(peers.client());
              Peers.drain(peers.server());
            }),
        "CD");
  }

  @Test
  void serverResets() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              peers.talk();
              Peers.reset(peers.server());
              Peers.drain(peers.client());
            }),
        "SD");
  }

  @Test
  void clientHalfCloses_thenResets() throws IOException {
    Logged logged =
        play(
            "plain",
            peers -> {
              peers.talk();
              peers.client().shutdownOutput();
              Peers.drain(peers.server());
              Peers.reset(peers.client());
              // Only who writes notices: a socket that has received FIN hears of nothing more.
              Peers.sendUntilCut(peers.server());
            });

    // How much was on its way when it was cut is chance.
    assertThat(logged.ours()).extracting(TcpLogLine::state).containsExactly("CD");
    assertThat(logged.haproxy()).extracting(TcpLogLine::state).containsExactly("CD");
  }

  @Test
  void serverHalfCloses_thenResets() throws IOException {
    expectState(
        play(
            "plain",
            peers -> {
              peers.talk();
              peers.server().shutdownOutput();
              Peers.drain(peers.client());
              Peers.reset(peers.server());
              Peers.sendUntilCut(peers.client());
            }),
        "SD");
  }

  // Silence

  @Test
  void clientIsSilentTooLong() throws IOException {
    expectState(
        play(
            "client-idle",
            peers -> {
              peers.talk();
              // HAProxy leaves the last word to the server.
              Peers.drain(peers.server());
              peers.server().close();
              Peers.drain(peers.client());
            }),
        "cD");
  }

  @Test
  void serverIsSilentTooLong() throws IOException {
    expectState(
        play(
            "server-idle",
            peers -> {
              peers.talk();
              Peers.drain(peers.client());
            }),
        "sD");
  }

  @Test
  void serverNeverAnswers() throws IOException {
    expectState(
        play(
            "server-idle",
            peers -> {
              Peers.send(peers.client(), "ping");
              Peers.expect(peers.server(), "ping");
              Peers.drain(peers.client());
            }),
        "sD");
  }

  @Test
  void serverHasFinished_andTheClientIsSilent() throws IOException {
    expectState(
        play(
            "client-fin",
            peers -> {
              peers.talk();
              peers.server().shutdownOutput();
              Peers.drain(peers.client());
              Peers.drain(peers.server());
            }),
        "cD");
  }

  @Test
  void clientHasFinished_andTheServerIsSilent() throws IOException {
    expectState(
        play(
            "server-fin",
            peers -> {
              peers.talk();
              peers.client().shutdownOutput();
              Peers.drain(peers.server());
              Peers.drain(peers.client());
            }),
        "sD");
  }

  // No server

  @Test
  void serverRefuses() throws IOException {
    Logged logged = play("refused", peers -> Peers.drain(peers.client()));

    expectState(logged, "SC");
    assertThat(logged.ours()).extracting(TcpLogLine::retries).containsOnly("1");
  }

  @Test
  void serverDoesNotAnswerTheDial() throws IOException {
    expectState(play("unreachable", peers -> Peers.drain(peers.client())), "sC");
  }

  @Test
  void clientFinishesWhileConnecting_isDialledForOn() throws IOException {
    expectState(
        play(
            "unreachable",
            peers -> {
              Peers.send(peers.client(), "ping");
              peers.client().shutdownOutput();
              Peers.drain(peers.client());
            }),
        "sC");
  }

  @Test
  void clientResetsWhileConnecting() throws IOException {
    Logged logged =
        play(
            "unreachable",
            peers -> {
              Peers.send(peers.client(), "ping");
              Peers.reset(peers.client());
            });

    assertThat(logged.haproxy()).extracting(TcpLogLine::state).containsAnyOf("sC", "CD");
    assertThat(logged.ours())
        .containsExactly(
            new TcpLogLine("unreachable", "unreachable/s1", "0/-1", 0, "CC", "0/0", "0"));
  }

  @Test
  void oneServerRefuses_theOtherIsTaken() throws IOException {
    Logged logged =
        play(
            "redispatch",
            2,
            peers -> {
              peers.talk();
              peers.client().close();
              Peers.drain(peers.server());
            });

    expectState(logged, "--");
    assertThat(logged.ours()).extracting(TcpLogLine::retries).contains("+1").doesNotContain("1");
  }

  // Inspection

  @Test
  void knownName_isPassedOn() throws IOException {
    byte[] hello = SampleHello.to("known.example");
    expectState(
        play(
            "tls",
            peers -> {
              Peers.send(peers.client(), hello);
              assertThat(peers.server().getInputStream().readNBytes(hello.length)).isEqualTo(hello);
              Peers.send(peers.server(), "reply");
              peers.server().close();
              Peers.drain(peers.client());
            }),
        "--");
  }

  @Test
  void knownName_andFinAtOnce_isPassedOn() throws IOException {
    byte[] hello = SampleHello.to("known.example");
    expectState(
        play(
            "tls",
            peers -> {
              Peers.send(peers.client(), hello);
              peers.client().shutdownOutput();
              assertThat(Peers.drain(peers.server())).isEqualTo(hello.length);
              Peers.send(peers.server(), "reply");
              peers.server().close();
              Peers.drain(peers.client());
            }),
        "--");
  }

  @Test
  void unknownName_isRefused_withAnAlert() throws IOException {
    byte[] hello = SampleHello.to("other.example");
    Logged logged =
        play(
            "tls",
            peers -> {
              Peers.send(peers.client(), hello);
              Peers.drain(peers.client());
            });

    expectDifference(logged, unrouted("PR", 0), unrouted("PR", ALERT_BYTES));
  }

  @Test
  void notTls_isRefused_withAPage() throws IOException {
    Logged logged =
        play(
            "tls",
            peers -> {
              Peers.send(peers.client(), "GET / HTTP/1.1\r\nHost: known.example\r\n\r\n");
              Peers.drain(peers.client());
            });

    long page = logged.ours().getFirst().bytes();
    assertThat(page).isPositive();
    expectDifference(logged, unrouted("PR", 0), unrouted("PR", page));
  }

  @Test
  void silence() throws IOException {
    Logged logged = play("tls", peers -> Peers.drain(peers.client()));

    expectDifference(logged, unrouted("PR", 0), unrouted("cR", 0));
  }

  @Test
  void halfAHello_thenSilence() throws IOException {
    Logged logged =
        play(
            "tls",
            peers -> {
              sendHalfAHello(peers.client());
              Peers.drain(peers.client());
            });

    expectDifference(logged, unrouted("PR", 0), unrouted("cR", 0));
  }

  @Test
  void halfAHello_thenFin() throws IOException {
    Logged logged =
        play(
            "tls",
            peers -> {
              sendHalfAHello(peers.client());
              peers.client().shutdownOutput();
              Peers.drain(peers.client());
            });

    expectDifference(logged, unrouted("PR", 0), unrouted("CR", 0));
  }

  @Test
  void halfAHello_thenReset() throws IOException {
    Logged logged =
        play(
            "tls",
            peers -> {
              sendHalfAHello(peers.client());
              Peers.reset(peers.client());
            });

    expectDifference(logged, unrouted("PR", 0), unrouted("CR", 0));
  }

  @Test
  void clientLeavesBeforeItSaysAnything() throws IOException {
    Logged logged = play("tls", peers -> peers.client().close());

    expectDifference(logged, unrouted("PR", 0), unrouted("CR", 0));
  }

  private static void sendHalfAHello(Socket client) throws IOException {
    byte[] hello = SampleHello.to("known.example");
    Peers.send(client, Arrays.copyOf(hello, hello.length / 2));
  }
}
