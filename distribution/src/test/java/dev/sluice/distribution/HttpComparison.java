package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The same requests through a live HAProxy and through ours, and what both log about them. */
final class HttpComparison implements AutoCloseable {

  /** How long whoever is said to be impatient waits, in milliseconds. */
  private static final int IMPATIENT = 500;

  static final String GET = "GET /a HTTP/1.1\r\nHost: a.test\r\n\r\n";
  static final String POST = "POST /a HTTP/1.1\r\nHost: a.test\r\nContent-Length: 10\r\n\r\n";

  /** A frontend with a backend of its own name. */
  enum Frontend {
    /** Patient in every way. */
    PLAIN,
    /** Does not wait for heads, nor for second requests. */
    SLOW_HEAD,
    /** Does not wait for clients. */
    CLIENT_IDLE,
    /** Does not wait for servers. */
    SERVER_IDLE,
    /** Does not wait once a connection is a tunnel. */
    TUNNEL,
    /** Its server refuses. */
    REFUSED,
    /** Its server never answers the dial. */
    UNREACHABLE,
    /** The first of its servers refuses. */
    REDISPATCH,
    /** Has no server for any request. */
    NOWHERE,
    /** Gives up for clients that leave; ours always does. */
    ABORT,
    /** Ends every connection after its request. */
    CLOSE,
    /** Answers a path itself. */
    MONITOR,
    /** Does not log clients that say nothing. */
    QUIET;

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What both ends do. */
  interface Script {
    void play(Peers peers) throws IOException;
  }

  /** How requests look in the log of HAProxy and in ours. */
  record Logged(List<HttpLogLine> haproxy, List<HttpLogLine> ours) {

    /** Both say the same, and end like this: {@code "---- 200"}. */
    void expect(String... endings) {
      assertThat(ours.stream().map(HttpLogLine::comparable))
          .isEqualTo(haproxy.stream().map(HttpLogLine::comparable).toList());
      assertThat(ours).extracting(HttpLogLine::ending).containsExactly(endings);
    }

    /** A deliberate difference, in this alone; HAProxy's may be one of two. */
    void expectDifference(String our, String... theirs) {
      assertThat(haproxy).hasSize(1).extracting(HttpLogLine::ending).isSubsetOf(List.of(theirs));
      assertThat(ours).extracting(HttpLogLine::ending).containsExactly(our);
    }
  }

  private final BothProxies both;

  /** Starts both. */
  HttpComparison(Path temp) throws IOException {
    both = new BothProxies(temp, List.of(Frontend.values()).stream().map(Frontend::label).toList());
    both.start(this::haproxyText, this::ourText, Frontend.PLAIN.label());
  }

  private int[] servers(Frontend frontend) {
    return switch (frontend) {
      case REFUSED -> new int[] {Ports.free()};
      case UNREACHABLE -> new int[] {both.silentPort()};
      case REDISPATCH -> new int[] {Ports.free(), both.serverPort()};
      default -> new int[] {both.serverPort()};
    };
  }

  private String haproxyText(Map<String, Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              log stdout format raw local0
            defaults
              mode http
              log global
              option httplog
              option redispatch
              balance roundrobin
              retries 1
              timeout connect 10s
              timeout client 20s
              timeout server 20s
              timeout http-request 20s
              timeout http-keep-alive 20s
            """);
    for (Frontend frontend : Frontend.values()) {
      String name = frontend.label();
      text.append((frontend == Frontend.NOWHERE ? "frontend " : "listen ") + name + "\n");
      text.append("  bind 127.0.0.1:" + ports.get(name) + "\n  " + setting(frontend) + "\n");
      if (frontend == Frontend.NOWHERE) {
        continue;
      }
      int number = 1;
      for (int port : servers(frontend)) {
        text.append("  server s" + number++ + " 127.0.0.1:" + port + "\n");
      }
    }
    return text.toString();
  }

  private static String setting(Frontend frontend) {
    return switch (frontend) {
      case SLOW_HEAD ->
          "timeout http-request %1$dms%n  timeout http-keep-alive %1$dms".formatted(IMPATIENT);
      // It waits for the server while the client is to blame.
      case CLIENT_IDLE -> "timeout client " + IMPATIENT + "ms\n  timeout server 2s";
      case SERVER_IDLE -> "timeout server " + IMPATIENT + "ms";
      case TUNNEL -> "timeout tunnel " + IMPATIENT + "ms";
      case REFUSED, UNREACHABLE -> "timeout connect 300ms";
      case ABORT -> "option abortonclose";
      case CLOSE -> "option httpclose";
      case MONITOR -> "monitor-uri /alive";
      case QUIET -> "option dontlognull";
      default -> "";
    };
  }

  private String ourText(Map<String, Integer> ports) {
    StringBuilder frontends = new StringBuilder();
    StringBuilder backends = new StringBuilder();
    for (Frontend frontend : Frontend.values()) {
      String name = frontend.label();
      String target =
          frontend == Frontend.NOWHERE
              ? "\"routes\": [ { \"match\": { \"host\": \"no.test\" }, \"backend\": \"nowhere\" } ]"
              : "\"default-backend\": \"" + name + "\"";
      frontends.append(
          "\"%s\": { \"bind\": \"127.0.0.1:%d\", %s %s },%n"
              .formatted(name, ports.get(name), ourFrontendSetting(frontend), target));
      StringBuilder servers = new StringBuilder();
      int number = 1;
      for (int port : servers(frontend)) {
        servers.append("\"s%d\": { \"address\": \"127.0.0.1:%d\" },".formatted(number++, port));
      }
      backends.append(
          "\"%s\": { \"timeouts\": { %s }, \"servers\": { %s } },%n"
              .formatted(name, ourBackendTimeout(frontend), servers));
    }
    return """
    { "logs": { "access": { "file": "logs/access.log" } },
      "defaults": {
        "mode": "http", "redispatch": true, "balance": "roundrobin", "retries": 1,
        "timeouts": {
          "connect": "10s", "client": "20s", "server": "20s",
          "http-request": "20s", "http-keep-alive": "20s"
        }
      },
      "frontends": { %s },
      "backends": { %s } }
    """
        .formatted(frontends, backends);
  }

  private static String ourFrontendSetting(Frontend frontend) {
    return switch (frontend) {
      case SLOW_HEAD ->
          "\"timeouts\": { \"http-request\": \"%1$dms\", \"http-keep-alive\": \"%1$dms\" },"
              .formatted(IMPATIENT);
      case CLIENT_IDLE -> "\"timeouts\": { \"client\": \"%dms\" },".formatted(IMPATIENT);
      case TUNNEL -> "\"timeouts\": { \"tunnel\": \"%dms\" },".formatted(IMPATIENT);
      case CLOSE -> "\"connection\": \"close\",";
      case MONITOR -> "\"monitor\": \"/alive\",";
      case QUIET -> "\"log-null\": false,";
      default -> "";
    };
  }

  private static String ourBackendTimeout(Frontend frontend) {
    return switch (frontend) {
      case SERVER_IDLE -> "\"server\": \"%dms\"".formatted(IMPATIENT);
      case REFUSED, UNREACHABLE -> "\"connect\": \"300ms\"";
      default -> "";
    };
  }

  /** A script that is one line in both logs. */
  Logged play(Frontend frontend, Script script) throws IOException {
    return play(frontend, 1, script);
  }

  /** The client asks, the server has read the head of it; then the rest is played. */
  Logged ask(Frontend frontend, String request, Script rest) throws IOException {
    return play(
        frontend,
        peers -> {
          Peers.send(peers.client(), request);
          Peers.expectHead(peers.server());
          rest.play(peers);
        });
  }

  /** A script that is some lines. */
  Logged play(Frontend frontend, int lines, Script script) throws IOException {
    List<List<HttpLogLine>> logged = new ArrayList<>();
    for (Side side : both.each()) {
      int known = side.lines(frontend.label()).size();
      try (Peers peers = new Peers(side.port(frontend.label()), both.server())) {
        script.play(peers);
      }
      logged.add(
          side.awaitLines(frontend.label(), known, lines).stream().map(HttpLogLine::of).toList());
    }
    return new Logged(logged.get(0), logged.get(1));
  }

  @Override
  public void close() throws IOException {
    both.close();
  }
}
