package dev.sluice.it.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.SampleHello;
import dev.sluice.testkit.TestProxy;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** C10: whatever a client calls itself or its server, a session is one line of a log file. */
class HostileTextTest {

  private static final List<String> NAMES =
      List.of(
          "a.test\nFAKE",
          "a.test\r\n127.0.0.1:1 [25/Nov/2026:00:00:00.000] in app/s1 0/0/0 0 -- 1/1/0/0/0 0/0",
          "a.test\0.evil",
          "${jndi:ldap://a.test/x}",
          "%s{0}{}",
          "\u001b[2J\u001b]0;x\u0007",
          "\u007f\u0080\u0085\u00a0\u00ff",
          "\" why=\"",
          "#0A",
          "x".repeat(300));

  @Test
  void namesOfClients_neverBreakALine() throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy = TestProxy.start(text(server))) {
      int sessions = 0;
      for (String name : NAMES) {
        send(proxy.port("tls"), SampleHello.bytes(name));
        send(proxy.port("http"), request(name, "GET / HTTP/1.1\r\nHost: ", "\r\n\r\n"));
        send(proxy.port("http"), request(name, "GET /", " HTTP/1.1\r\nHost: a.test\r\n\r\n"));
        send(proxy.port("http"), request(name, "", " / HTTP/1.1\r\nHost: a.test\r\n\r\n"));
        sessions += 4;
      }
      int expected = sessions;
      Path log = proxy.home().resolve("access.log");
      await().until(() -> Files.exists(log) && lines(log).size() >= expected);
      proxy.awaitNoSessions();

      assertThat(lines(log))
          .hasSize(expected)
          .allSatisfy(line ->
              assertThat(line)
                  .matches(
                      "127\\.0\\.0\\.1:\\d+ \\[[^]]{24}] (tls|http) (tls|http|app)/(<NOSRV>|s1)"
                          + " [-0-9/]+ \\d+ .. [0-9/]+ 0/0 why=\"[ !#-~]+\""));
    }
  }

  private static String text(FakeServer server) {
    return """
    { "logs": { "file": { "file": "access.log" } },
      "defaults": { "log-format": { "tcplog": { "why": true } } },
      "frontends": {
        "tls": { "bind": "127.0.0.1:0",
                 "routes": [ { "match": { "sni": "a.test" }, "backend": "app" } ] },
        "http": { "bind": "127.0.0.1:0",
                  "routes": [ { "match": { "host": "a.test" }, "backend": "app" } ] } },
      "backends": { "app": { "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(server.address());
  }

  /** By every byte that some reader may take for a line's end. */
  private static List<String> lines(Path log) throws java.io.IOException {
    String text = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertThat(text).endsWith("\n");
    return List.of(text.split("[\\x00-\\x1f\\x7f-\\x9f]"));
  }

  private static byte[] request(String name, String before, String after) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String part : new String[] {before, name, after}) {
      bytes.writeBytes(part.getBytes(StandardCharsets.ISO_8859_1));
    }
    return bytes.toByteArray();
  }

  private static void send(int port, byte[] bytes) throws Exception {
    try (FakeClient client = FakeClient.connect(port)) {
      client.send(bytes);
      client.finish();
      client.receiveAll();
    }
  }
}
