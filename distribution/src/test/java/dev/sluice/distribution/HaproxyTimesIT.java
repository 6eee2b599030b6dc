package dev.sluice.distribution;

import static java.util.concurrent.CompletableFuture.delayedExecutor;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a live HAProxy and ours log of the same attempts to connect: Tw, Tc and Tt must mean the
 * same. What they are is said in each test, so that a change of HAProxy's would be seen, too.
 *
 * <p>Deliberately not the same: with {@code option redispatch} HAProxy picks a server anew before
 * the last attempt also where there is one server only, and Tw then holds all that came before.
 */
@Timeout(60)
class HaproxyTimesIT {

  /** Of a machine that has other things to do; everything that is told apart lasts far longer. */
  private static final long TOLERANCE = 280;

  private static final long NOT_REACHED = -1;

  /** A line's times, in milliseconds, and its retries. */
  private record Times(long queue, long connect, long total, String retries) {

    private static final Pattern FORMAT =
        Pattern.compile(" (-?\\d+)/(-?\\d+)/(\\d+) \\d+ \\S{2} [\\d/]+/(\\+?\\d+) \\d+/\\d+$");

    static Times of(String text) {
      Matcher line = FORMAT.matcher(text);
      assertThat(line.find()).as(text).isTrue();
      return new Times(
          Long.parseLong(line.group(1)),
          Long.parseLong(line.group(2)),
          Long.parseLong(line.group(3)),
          line.group(4));
    }
  }

  private enum Frontend {
    /** Two servers of which the first refuses. */
    REFUSED_ELSEWHERE,
    /** One server that refuses. */
    REFUSED,
    /** One server that is not there yet. */
    LATE,
    /** Two servers of which the first does not answer. */
    SILENT_ELSEWHERE,
    /** One server that does not answer. */
    SILENT,
    /** Clients have to say something first. */
    INSPECTED;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final int LATE_PORT = Ports.free();

  @TempDir private static Path temp;
  private static BothProxies both;

  @BeforeAll
  static void startBoth() throws IOException {
    both = new BothProxies(temp, Arrays.stream(Frontend.values()).map(Frontend::label).toList());
    both.start(HaproxyTimesIT::haproxyText, HaproxyTimesIT::ourText, Frontend.INSPECTED.label());
  }

  @AfterAll
  static void stopBoth() throws IOException {
    if (both != null) {
      both.close();
    }
  }

  private static int[] servers(Frontend frontend) {
    return switch (frontend) {
      case REFUSED_ELSEWHERE -> new int[] {Ports.free(), both.serverPort()};
      case REFUSED -> new int[] {Ports.free()};
      case LATE -> new int[] {LATE_PORT};
      case SILENT_ELSEWHERE -> new int[] {both.silentPort(), both.serverPort()};
      case SILENT -> new int[] {both.silentPort()};
      case INSPECTED -> new int[] {both.serverPort()};
    };
  }

  private static String connectTimeout(Frontend frontend) {
    return frontend == Frontend.SILENT || frontend == Frontend.SILENT_ELSEWHERE ? "400ms" : "5s";
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
              balance roundrobin
              retries 3
              timeout client 20s
              timeout server 20s
            """);
    for (Frontend frontend : Frontend.values()) {
      text.append("listen " + frontend.label() + "\n");
      text.append("  bind 127.0.0.1:" + ports.get(frontend.label()) + "\n");
      text.append("  timeout connect " + connectTimeout(frontend) + "\n");
      if (servers(frontend).length > 1) {
        text.append("  option redispatch\n");
      }
      if (frontend == Frontend.INSPECTED) {
        text.append("  tcp-request inspect-delay 5s\n");
        text.append("  tcp-request content accept if { req_ssl_hello_type 1 }\n");
        text.append("  tcp-request content reject\n");
      }
      int number = 1;
      for (int port : servers(frontend)) {
        text.append("  server s" + number++ + " 127.0.0.1:" + port + "\n");
      }
    }
    return text.toString();
  }

  private static String ourText(Map<String, Integer> ports) {
    StringBuilder frontends = new StringBuilder();
    StringBuilder backends = new StringBuilder();
    for (Frontend frontend : Frontend.values()) {
      String target =
          frontend == Frontend.INSPECTED
              ? "\"routes\": [ { \"match\": { \"tls\": true }, \"backend\": \"inspected\" } ]"
              : "\"default-backend\": \"" + frontend.label() + "\"";
      frontends.append(
          "\"%s\": { \"bind\": \"127.0.0.1:%d\", %s },\n"
              .formatted(frontend.label(), ports.get(frontend.label()), target));
      StringBuilder servers = new StringBuilder();
      int number = 1;
      for (int port : servers(frontend)) {
        servers.append("\"s%d\": { \"address\": \"127.0.0.1:%d\" },".formatted(number++, port));
      }
      backends.append(
          "\"%s\": { \"timeouts\": { \"connect\": \"%s\" }, \"servers\": { %s } },\n"
              .formatted(frontend.label(), connectTimeout(frontend), servers));
    }
    return """
    { "logs": { "access": { "file": "logs/access.log" } },
      "defaults": { "redispatch": true, "balance": "roundrobin", "retries": 3 },
      "frontends": { %s },
      "backends": { %s } }
    """
        .formatted(frontends, backends);
  }

  /** What both ends of a session do. */
  private interface Script {
    void play(Peers peers) throws IOException;
  }

  private static Times times(Side side, Frontend frontend, Script script) throws IOException {
    int known = side.lines(frontend.label()).size();
    try (Peers peers = new Peers(side.port(frontend.label()), both.server())) {
      script.play(peers);
    }
    return Times.of(side.awaitLines(frontend.label(), known, 1).getFirst());
  }

  /** Plays a script on both sides; both must have logged this. */
  private static void expect(
      Frontend frontend, Script script, long queue, long connect, long total, String retries)
      throws IOException {
    Times expected = new Times(queue, connect, total, retries);
    for (Side side : both.each()) {
      assertAbout(side.name(), expected, times(side, frontend, script));
    }
  }

  private static void assertAbout(String side, Times expected, Times logged) {
    assertThat(logged.retries()).as("retries, %s", side).isEqualTo(expected.retries());
    assertAbout("Tw, " + side, expected.queue(), logged.queue());
    assertAbout("Tc, " + side, expected.connect(), logged.connect());
    assertAbout("Tt, " + side, expected.total(), logged.total());
  }

  private static void assertAbout(String name, long expected, long logged) {
    if (expected == NOT_REACHED) {
      assertThat(logged).as(name).isEqualTo(NOT_REACHED);
    } else {
      assertThat(logged).as(name).isNotNegative().isCloseTo(expected, within(TOLERANCE));
    }
  }

  private static void talk(Peers peers) throws IOException {
    peers.talk();
    peers.client().close();
    Peers.drain(peers.server());
  }

  @Test
  void refused_thenElsewhere_takesNoTime() throws IOException {
    expect(Frontend.REFUSED_ELSEWHERE, HaproxyTimesIT::talk, 0, 0, 0, "+1");
  }

  @Test
  void refusedAtEveryAttempt_pausesASecondBetweenThem() throws IOException {
    expect(Frontend.REFUSED, peers -> Peers.drain(peers.client()), 0, NOT_REACHED, 3000, "3");
  }

  @Test
  void serverThatComesLate_hasThePausesInItsConnectTime() throws IOException {
    expect(
        Frontend.LATE,
        peers -> {
          CompletableFuture<Void> served =
              CompletableFuture.runAsync(
                  HaproxyTimesIT::serveOnce, delayedExecutor(1500, MILLISECONDS));
          Peers.expect(peers.client(), "late");
          Peers.drain(peers.client());
          served.join();
        },
        0,
        2000,
        2000,
        "2");
  }

  private static void serveOnce() {
    try (ServerSocket late = new ServerSocket()) {
      late.setReuseAddress(true);
      late.setSoTimeout((int) Started.PATIENCE.toMillis());
      late.bind(Ports.on(LATE_PORT));
      try (var socket = late.accept()) {
        Peers.send(socket, "late");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // Tc had the time that was lost with the first server, and Tw was always 0: a slow connection to
  // a healthy server, where HAProxy shows a fast one.
  @Test
  void timedOut_thenElsewhere_hasTheLostTimeBeforeItsServerWasPicked() throws IOException {
    expect(Frontend.SILENT_ELSEWHERE, HaproxyTimesIT::talk, 400, 0, 400, "+1");
  }

  @Test
  void timedOutAtEveryAttempt_doesNotPause() throws IOException {
    expect(Frontend.SILENT, peers -> Peers.drain(peers.client()), 0, NOT_REACHED, 1600, "3");
  }

  @Test
  void inspection_comesBeforeItsServerWasPicked() throws IOException {
    byte[] hello = SampleHello.to("known.example");
    expect(
        Frontend.INSPECTED,
        peers -> {
          CompletableFuture.runAsync(
                  () -> {
                    try {
                      Peers.send(peers.client(), hello);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  },
                  delayedExecutor(500, MILLISECONDS))
              .join();
          peers.server().getInputStream().readNBytes(hello.length);
          peers.client().close();
          Peers.drain(peers.server());
        },
        500,
        0,
        500,
        "0");
  }
}
