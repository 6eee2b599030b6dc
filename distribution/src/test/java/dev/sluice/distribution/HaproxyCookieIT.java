package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a live HAProxy and ours make of cookies: which server gets a request, with which fields,
 * which fields the client gets, and the letters in the log. All must be the same. Names of fields
 * are compared in lower case, as HAProxy sends them. Deliberately not the same:
 *
 * <table>
 * <caption>Differences</caption>
 * <tr><th></th><th>HAProxy</th><th>ours</th><th>why</th></tr>
 * <tr><td>nocache, and a response with neither an age nor a validator</td><td>2.6 says nothing, 3.x
 *   Cache-control: private</td><td>as 3.x</td><td>a cache may keep it (RFC 9111 section
 *   4.2.2)</td></tr>
 * <tr><td>Set-Cookie2</td><td>as Set-Cookie</td><td>left alone</td><td>obsolete (RFC
 *   6265)</td></tr>
 * </table>
 */
@Timeout(120)
class HaproxyCookieIT {

  /** A frontend with a backend of its own name. */
  enum Kind {
    PREFIX("prefix", "\"mode\": \"prefix\""),
    INSERT("insert", "\"mode\": \"insert\""),
    INDIRECT("insert indirect", "\"mode\": \"insert\", \"indirect\": true"),
    PRESERVE(
        "insert indirect preserve", "\"mode\": \"insert\", \"indirect\": true, \"preserve\": true"),
    POSTONLY("insert postonly", "\"mode\": \"insert\", \"postonly\": true"),
    NOCACHE("insert nocache", "\"mode\": \"insert\", \"nocache\": true"),
    ATTRIBUTES(
        "insert indirect httponly secure domain .example.com domain b.example attr SameSite=Lax",
        "\"mode\": \"insert\", \"indirect\": true, \"httponly\": true, \"secure\": true,"
            + " \"domain\": [\".example.com\", \"b.example\"], \"attr\": \"SameSite=Lax\"");

    private final String haproxy;
    private final String ours;

    Kind(String haproxy, String ours) {
      this.haproxy = haproxy;
      this.ours = ours;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a client sends in its Cookie fields, between bars. */
  private static final List<String> REQUESTS =
      List.of(
          "",
          "J=A",
          "J=B",
          "J=A~x",
          "J=B~x; a=1",
          "a=1; J=B~x~y; b=2",
          "a=1;J=B;b=2",
          "a=1;  J=B;  b=2",
          "J=Z",
          "J=Z~x",
          "J=",
          "J",
          "J=~x",
          "j=A; JJ=B",
          "J=D",
          "J=D~x",
          "J=D; J=B",
          "J=Z; J=D",
          "J=D; J=Z",
          "J=A; J=B",
          "J=Z; J=B; J=A",
          "J=B|a=1",
          "a=1|J=B",
          "a=1|J=A; b=2|J=B",
          "J=\"A\"",
          "a=\"x; J=B\"; b=1",
          "a=\"x; J=B",
          "a=\"\\\"; J=B\"; J=A; c=\"",
          "$Version=1; J=B; $Path=/",
          "$Version=1; J=B; $Path=/; a=1; $Path=/x",
          "$Version=1; a=2; $Path=/; J=B; $Path=/",
          "J = B ; c = d",
          "a = 1; b= 2; J =A",
          "a; J=B",
          "J=B; a",
          "=B; J=A",
          "a=1, J=B; c=1",
          "a=1; J=B, c=1",
          ";;J=B;;",
          "a=1;;J=B;;b=1",
          ";J=B;a",
          "; J=B",
          ",J=B",
          "J=B;",
          "a=1 ; J=B ; b=2",
          "a=1 ; J=B");

  /** What a server sets, and further fields, between bars. */
  private static final List<String> RESPONSES =
      List.of(
          "Set-Cookie: J=abc; Path=/; HttpOnly",
          "Set-Cookie: a=1|Set-Cookie: J=abc",
          "Set-Cookie: J=abc|Set-Cookie: J=def; Path=/x|Set-Cookie: b=2",
          "Set-Cookie: J=\"abc\"; Path=/",
          "Set-Cookie: J=; Max-Age=0",
          "Set-Cookie: J",
          "set-cookie:J = abc ;Path=/",
          "Set-Cookie: a = abc",
          "Set-Cookie: j=abc",
          "Set-Cookie: a=1, J=b",
          "Set-Cookie: J=b, a=1",
          "Set-Cookie: a=J=b",
          "Set-Cookie: J=A~abc",
          "Set-Cookie: a=1; J=b",
          "ETag: \"1\"",
          "Expires: 0",
          "Cache-Control: max-age=3",
          "Cache-Control: max-age=0|ETag: \"1\"",
          "Cache-Control: private, max-age=3",
          "Cache-Control: no-store|ETag: \"1\"",
          "Cache-Control: no-cache=\"set-cookie\", max-age=3",
          "Pragma: no-cache|ETag: \"1\"");

  @TempDir private static Path temp;
  private static BothProxies both;

  @BeforeAll
  static void startBoth() throws IOException {
    both = new BothProxies(temp, List.of(Kind.values()).stream().map(Kind::label).toList());
    both.start(HaproxyCookieIT::haproxyText, HaproxyCookieIT::ourText, Kind.PREFIX.label());
  }

  @AfterAll
  static void stopBoth() throws IOException {
    if (both != null) {
      both.close();
    }
  }

  // The servers are one, so that a test can play it; which was meant its port does not tell, but
  // the log.

  private static String haproxyText(Map<String, Integer> ports) {
    StringBuilder text =
        new StringBuilder(
            """
            global
              log stdout format raw local0
            defaults
              mode http
              log global
              option httplog
              balance roundrobin
              timeout connect 10s
              timeout client 20s
              timeout server 20s
            """);
    for (Kind kind : Kind.values()) {
      text.append("listen " + kind.label() + "\n  cookie J " + kind.haproxy);
      text.append("\n  bind 127.0.0.1:" + ports.get(kind.label()));
      text.append("\n  server a 127.0.0.1:" + both.serverPort() + " cookie A");
      text.append("\n  server b 127.0.0.1:" + both.serverPort() + " cookie B weight 0");
      text.append("\n  server d 127.0.0.1:" + both.serverPort() + " cookie D disabled\n");
    }
    return text.toString();
  }

  private static String ourText(Map<String, Integer> ports) {
    StringBuilder frontends = new StringBuilder();
    StringBuilder backends = new StringBuilder();
    for (Kind kind : Kind.values()) {
      frontends.append(
          "\"%1$s\": { \"bind\": \"127.0.0.1:%2$d\", \"default-backend\": \"%1$s\" },%n"
              .formatted(kind.label(), ports.get(kind.label())));
      backends.append(
          """
          "%1$s": { "cookie": { "name": "J", %2$s }, "servers": {
            "a": { "address": "127.0.0.1:%3$d", "cookie": "A" },
            "b": { "address": "127.0.0.1:%3$d", "cookie": "B", "weight": 0 },
            "d": { "address": "127.0.0.1:%3$d", "cookie": "D", "state": "maint" } } },
          """
              .formatted(kind.label(), kind.ours, both.serverPort()));
    }
    return """
    { "logs": { "access": { "file": "logs/access.log" } },
      "defaults": { "mode": "http", "balance": "roundrobin" },
      "frontends": { %s },
      "backends": { %s } }
    """
        .formatted(frontends, backends);
  }

  /** What both ends got, and the log said. */
  private record Seen(
      List<String> atServer, List<String> atClient, String server, String letters) {}

  private static Seen ask(Side side, Kind kind, String method, String cookies, String fields)
      throws IOException {
    StringBuilder request = new StringBuilder(method + " / HTTP/1.1\r\nHost: a.test\r\n");
    for (String cookie : cookies.isEmpty() ? new String[0] : cookies.split("\\|")) {
      request.append("Cookie: ").append(cookie).append("\r\n");
    }
    request.append("Content-Length: 0\r\nConnection: close\r\n\r\n");
    StringBuilder response = new StringBuilder("HTTP/1.1 200 OK\r\nA: 1\r\n");
    for (String field : fields.isEmpty() ? new String[0] : fields.split("\\|")) {
      response.append(field).append("\r\n");
    }
    response.append("Z: 1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    int known = side.lines(kind.label()).size();
    try (Peers peers = new Peers(side.port(kind.label()), both.server())) {
      Peers.send(peers.client(), request.toString());
      Socket server = peers.server();
      String atServer = Peers.expectHead(server);
      Peers.send(server, response.toString());
      String atClient = Peers.expectHead(peers.client());
      Peers.drain(peers.client());
      HttpLogLine line = HttpLogLine.of(side.awaitLines(kind.label(), known, 1).getFirst());
      return new Seen(fields(atServer), fields(atClient), line.to(), line.state());
    }
  }

  /** The fields that are not about connection and framing. */
  private static List<String> fields(String head) {
    List<String> fields = new ArrayList<>();
    head.lines()
        .skip(1)
        .filter(line -> !line.isEmpty())
        .map(line -> line.replaceFirst("^([^:]*): *", "$1: ").stripTrailing())
        .map(line ->
            line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)
                + line.substring(line.indexOf(':')))
        .filter(line -> !line.matches("(connection|content-length|host):.*"))
        .forEach(fields::add);
    return fields;
  }

  private static void compare(Kind kind, String method, String cookies, String fields)
      throws IOException {
    Seen haproxy = ask(both.haproxy(), kind, method, cookies, fields);
    Seen ours = ask(both.ours(), kind, method, cookies, fields);
    assertThat(ours).as("%s %s <%s> <%s>", kind, method, cookies, fields).isEqualTo(haproxy);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void requests(Kind kind) throws IOException {
    for (String cookies : REQUESTS) {
      compare(kind, "GET", cookies, "ETag: \"1\"");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void responses(Kind kind) throws IOException {
    boolean post = kind == Kind.POSTONLY || kind == Kind.NOCACHE;
    for (String fields : RESPONSES) {
      // With nocache a plain response is a deliberate difference.
      String some = fields.contains("ookie") ? fields + "|ETag: \"1\"" : fields;
      for (String cookies : List.of("", "J=B", "J=D~x", "J=Z")) {
        compare(kind, "GET", cookies, some);
        if (post) {
          compare(kind, "POST", cookies, some);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"PREFIX", "INDIRECT"})
  void anything(Kind kind) throws IOException {
    SplittableRandom random = new SplittableRandom(42);
    List<String> parts =
        List.of("J=", "A", "B~", "a=1", ";", "; ", ",", " ", "\"", "\\", "$x", "=");
    for (int i = 0; i < 100; i++) {
      StringBuilder cookies = new StringBuilder("c");
      for (int n = random.nextInt(9); n >= 0; n--) {
        cookies.append(parts.get(random.nextInt(parts.size())));
      }
      compare(kind, "GET", cookies.toString().strip(), "ETag: \"1\"");
    }
  }
}
