package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What rules are asked about is what the server gets, and the same for any number of rules. */
class HttpRulesTest {

  private static final String MISSING = "(none)";

  /** Hosts, and what answers: a backend, or the proxy with a status. */
  private static final Map<String, String> HOSTS = new LinkedHashMap<>();

  static {
    HOSTS.put("a.test", "A");
    HOSTS.put("A.TEST", "A");
    HOSTS.put("a.test.", "A");
    HOSTS.put("a.test:80", "A");
    HOSTS.put("A.test.:8080", "A");
    HOSTS.put("x.w.test", "B");
    HOSTS.put("X.W.TEST", "B");
    HOSTS.put("w.test", "404");
    HOSTS.put("b.test", "404");
    HOSTS.put("aa.test", "404");
    HOSTS.put("a.test.evil", "404");
    HOSTS.put("[::1]:80", "404");
    HOSTS.put("127.0.0.1", "404");
    HOSTS.put("xn--bcher-kva.test", "B");
    HOSTS.put("b\u00c3\u00bccher.test", "400");
    HOSTS.put(MISSING, "400");
    HOSTS.put("", "400");
    HOSTS.put("a.test\r\nHost: a.test", "400");
    HOSTS.put("a.test\r\nHost: b.test", "400");
    HOSTS.put("a.test,b.test", "400");
    HOSTS.put("x@a.test", "400");
    HOSTS.put("a.test:99999", "400");
    HOSTS.put("a.test:80:90", "400");
    HOSTS.put("a.test/", "400");
    HOSTS.put("a".repeat(300), "400");
    HOSTS.put("a.test\2", "400");
  }

  @Test
  void hosts_areFoundAlike_amongAnyNumberOfRoutes() throws Exception {
    try (FakeServer a = Sites.named("A");
        FakeServer b = Sites.named("B")) {
      for (int routes : new int[] {1, 99, 101, 10_000}) {
        try (TestProxy proxy = TestProxy.start(hosts(routes, a, b))) {
          Map<String, String> answers = new LinkedHashMap<>();
          for (String host : HOSTS.keySet()) {
            String field = host.equals(MISSING) ? "" : "Host: " + host + "\r\n";
            answers.put(host, answer(proxy, "GET / HTTP/1.1\r\n" + field + "\r\n"));
          }
          assertThat(answers).as("with %d further routes", routes).isEqualTo(HOSTS);
          assertThat(answer(proxy, Sites.get("N" + routes + ".test", "/"))).isEqualTo("B");
          assertThat(answer(proxy, Sites.get("x.n" + routes + ".test", "/"))).isEqualTo("404");
        }
      }
    }
  }

  private static String hosts(int routes, FakeServer a, FakeServer b) {
    String further =
        IntStream.rangeClosed(1, routes)
            .mapToObj(i -> "{ \"match\": { \"host\": \"n" + i + ".test\" }, \"backend\": \"B\" }")
            .collect(Collectors.joining(", "));
    return configuration(
        further
            + """
            , { "match": { "host": "a.test" }, "backend": "A" },
            { "match": { "host": "xn--bcher-kva.test" }, "backend": "B" },
            { "match": { "host": "*.w.test" }, "backend": "B" }
            """,
        a,
        b);
  }

  /** Who answers, and how. */
  private static String answer(TestProxy proxy, String request) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(request);
      Message answer = Message.response(client);
      return answer.line().contains(" 200 ")
          ? answer.text().substring(0, 1)
          : answer.line().substring("HTTP/1.1 ".length(), "HTTP/1.1 400".length());
    }
  }

  @EachTransport
  void pathThatWasMatched_isThePathTheServerGets(Sockets transport) throws Exception {
    Map<String, String> paths = new LinkedHashMap<>();
    paths.put("/admin/x", "A 0 GET /admin/x");
    paths.put("/admin/x?y=/../z", "A 0 GET /admin/x?y=/../z");
    paths.put("/admin/a%2f%62", "A 0 GET /admin/a%2f%62");
    paths.put("http://a.test/admin/x", "A 0 GET /admin/x");
    paths.put("http://A.TEST:80/admin/x", "A 0 GET /admin/x");
    paths.put("http://a.test?x=/admin/", "B 0 GET /?x=/admin/");
    paths.put("http://a.test", "B 0 GET / ");
    paths.put("//admin/x", "B 0 GET //admin/x");
    paths.put("/a//admin/x", "B 0 GET /a//admin/x");
    paths.put("/%61dmin/x", "B 0 GET /%61dmin/x");
    paths.put("/admin%2fx", "B 0 GET /admin%2fx");
    paths.put("/ADMIN/x", "B 0 GET /ADMIN/x");
    paths.put("/x?/admin/x", "B 0 GET /x?/admin/x");
    for (String refused :
        new String[] {
          "/a/../admin/x",
          "/./admin/x",
          "/%2e%2e/admin/x",
          "/a/..;/admin/x",
          "/a/..%2fadmin/x",
          "/a/..\\admin/x",
          "/admin/x%00",
          "/admin/x#y",
          "http://b.test/admin/x",
          "http://a.test@b.test/admin/x",
          "http://a.test:81/admin/x"
        }) {
      paths.put(refused, "400");
    }
    try (FakeServer a = Sites.named("A");
        FakeServer b = Sites.named("B");
        TestProxy proxy = TestProxy.start(transport, paths(a, b))) {
      for (Map.Entry<String, String> path : paths.entrySet()) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(Sites.get("a.test", path.getKey()));
          Message answer = Message.response(client);
          String told =
              answer.line().contains(" 200 ") ? answer.text() : answer.line().split(" ", 3)[1];
          assertThat(told).as(path.getKey()).startsWith(path.getValue());
        }
      }
      Sites.assertQuiet(proxy);
    }
  }

  private static String paths(FakeServer a, FakeServer b) {
    return configuration(
        """
        { "match": { "host": "a.test", "path": "/admin/*" }, "backend": "A" },
        { "match": { "host": "a.test" }, "backend": "B" }
        """,
        a,
        b);
  }

  private static String configuration(String routes, FakeServer a, FakeServer b) {
    return """
    { "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http", "routes": [ %s ] } },
      "backends": {
        "A": { "mode": "http", "servers": { "s1": { "address": "%s" } } },
        "B": { "mode": "http", "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(routes, a.address(), b.address());
  }
}
