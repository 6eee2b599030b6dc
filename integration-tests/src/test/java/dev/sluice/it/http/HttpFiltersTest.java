package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules change heads on their way, or send clients elsewhere. */
class HttpFiltersTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n";

  private static String text(FakeServer server, String filters) {
    return Sites.text(
        "\"filters\": [" + filters + "],", "", "", server.address(), server.address());
  }

  /** A server that answers with the head it got as the body, and with some fields of its own. */
  private static FakeServer mirror(String fields) throws Exception {
    return Sites.start((client, request) ->
        client.send(
            "HTTP/1.1 200 OK\r\n"
                + fields
                + "Content-Length: "
                + request.head().length()
                + "\r\n\r\n"
                + request.head()));
  }

  /** The request as the server got it. */
  private static Message seen(TestProxy proxy, String request) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(request);
      return new Message(Message.response(client).text(), new byte[0]);
    }
  }

  // Requests

  @EachTransport
  void requestFields_areRemovedSetAndAdded(Sockets transport) throws Exception {
    String rule =
        """
        { "request-header": {
            "remove": "X-Gone",
            "set": { "X-Set": "ours", "X-Real-IP": "%[src]", "X-Was": "%[method] %[host] %[path] %[pathq] 100%%" },
            "add": { "X-More": ["1", "2"] } } }
        """;
    try (FakeServer server = mirror("");
        TestProxy proxy = TestProxy.start(transport, text(server, rule))) {
      Message seen =
          seen(
              proxy,
              """
              GET /a?b=%0d%0aX-Evil:1 HTTP/1.1
              Host: A.test:80
              x-gone: 1
              X-GONE: 2
              x-set: theirs
              X_Set: theirs
              X-More: 0
              X-Stays: 1

              """
                  .replace("\n", "\r\n"));
      assertThat(seen.fields("x-gone")).isEmpty();
      assertThat(seen.fields("x-set")).containsExactly("ours");
      assertThat(seen.fields("x_set")).isEmpty();
      assertThat(seen.fields("x-real-ip")).containsExactly("127.0.0.1");
      assertThat(seen.fields("x-was")).containsExactly("GET a.test /a /a?b=%0d%0aX-Evil:1 100%");
      assertThat(seen.fields("x-more")).containsExactly("0", "1", "2");
      assertThat(seen.fields("x-stays")).containsExactly("1");
      assertThat(seen.fields("x-evil")).isEmpty();
      assertThat(seen.fields("host")).containsExactly("A.test:80");
    }
  }

  @Test
  void host_isSetForTheServer_andNotRoutedAgain() throws Exception {
    String rule = "{ \"request-header\": { \"set\": { \"host\": \"b.test:8080\" } } }";
    try (FakeServer a = mirror("");
        FakeServer b = Sites.named("B");
        TestProxy proxy =
            TestProxy.start(
                Sites.text("\"filters\": [" + rule + "],", "", "", a.address(), b.address()))) {
      Message seen = seen(proxy, Sites.get("a.test", "/"));
      assertThat(seen.fields("host")).containsExactly("b.test:8080");
    }
  }

  @Test
  void laterRule_seesWhatEarlierOnesAndForwardedForDid() throws Exception {
    String rules =
        """
        { "request-header": { "set": { "X-A": "1", "X-Forwarded-Proto": "https" } } },
        { "request-header": { "remove": ["X-A", "X-Forwarded-Port"], "add": { "X-B": "1" } } },
        { "request-header": { "set": { "x_b": "2" } } }
        """;
    String forwarded = "\"forwarded-for\": { \"proto\": true, \"port\": true },";
    try (FakeServer server = mirror("");
        TestProxy proxy =
            TestProxy.start(
                Sites.text(
                    forwarded + "\"filters\": [" + rules + "],",
                    "",
                    "",
                    server.address(),
                    server.address()))) {
      Message seen = seen(proxy, Sites.get("a.test", "/"));
      assertThat(seen.fields("x-a")).isEmpty();
      assertThat(seen.fields("x-b")).isEmpty();
      assertThat(seen.fields("x_b")).containsExactly("2");
      assertThat(seen.fields("x-forwarded-proto")).containsExactly("https");
      assertThat(seen.fields("x-forwarded-port")).isEmpty();
      assertThat(seen.fields("x-forwarded-for")).containsExactly("127.0.0.1");
    }
  }

  @Test
  void rule_holdsForWhatItsMatchFits() throws Exception {
    String rule =
        """
        { "request-header": { "add": { "X-A": "1" },
            "match": { "path": "/api/*", "not": { "method": "POST" } } } }
        """;
    try (FakeServer server = mirror("");
        TestProxy proxy = TestProxy.start(text(server, rule))) {
      assertThat(seen(proxy, Sites.get("a.test", "/api/1")).fields("x-a")).containsExactly("1");
      assertThat(seen(proxy, Sites.get("a.test", "/other")).fields("x-a")).isEmpty();
      assertThat(
              seen(proxy, "POST /api/1 HTTP/1.1\r\nHost: a.test\r\nContent-Length: 0\r\n\r\n")
                  .fields("x-a"))
          .isEmpty();
    }
  }

  @Test
  void uniqueId_isThatOfTheErrorPages_andDiffersForEachRequest() throws Exception {
    String rule = "{ \"request-header\": { \"set\": { \"X-Request-ID\": \"%[unique-id]\" } } }";
    try (FakeServer server = mirror("");
        TestProxy proxy = TestProxy.start(text(server, rule))) {
      String first = seen(proxy, Sites.get("a.test", "/")).fields("x-request-id").getFirst();
      String second = seen(proxy, Sites.get("a.test", "/")).fields("x-request-id").getFirst();
      assertThat(first).matches("[0-9]+").isNotEqualTo(second);
    }
  }

  // Responses

  @EachTransport
  void responseFields_areRemovedSetAndAdded_butNotThoseOfInterimOnes(Sockets transport)
      throws Exception {
    String rule =
        """
        { "response-header": {
            "remove": "Server",
            "set": { "X-Frame-Options": "DENY", "X-For": "%[src]" },
            "add": { "Via": "1.1 sluice" } } }
        """;
    try (FakeServer server =
            Sites.start((client, request) ->
                client.send(
                    "HTTP/1.1 103 Early Hints\r\nServer: s\r\n\r\n"
                        + OK
                        + "server: s\r\nx-frame-options: a\r\nX-Frame-Options: b\r\nVia: 1.1 s\r\n"
                        + "\r\nx"));
        TestProxy proxy = TestProxy.start(transport, text(server, rule));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      for (int i = 0; i < 2; i++) {
        client.send(Sites.get("a.test", "/"));
        assertThat(Message.headOnly(client).fields("server")).containsExactly("s");
        Message response = Message.response(client);
        assertThat(response.fields("server")).isEmpty();
        assertThat(response.fields("x-frame-options")).containsExactly("DENY");
        assertThat(response.fields("x-for")).containsExactly("127.0.0.1");
        assertThat(response.fields("via")).containsExactly("1.1 s", "1.1 sluice");
        assertThat(response.fields("content-length")).containsExactly("1");
        assertThat(response.text()).isEqualTo("x");
      }
      assertThat(server.connections()).isEqualTo(1);
    }
  }

  // Trailers

  // What a server takes from trailers as from the head was the client's word in place of the
  // rule's.
  @EachTransport
  void trailers_thatARuleSetsOrRemovesInTheHead_areLeftOut(Sockets transport) throws Exception {
    String rules =
        """
        { "request-header": { "set": { "X-Real-IP": "%[src]" }, "add": { "X-More": "1" } } },
        { "response-header": { "remove": "X-Secret" } }
        """;
    String chunks = "4\r\nbody\r\n0\r\n";
    try (FakeServer server =
            FakeServer.start(client -> {
              client.receiveThrough("\r\n\r\n");
              String body = client.receiveThrough("\r\n\r\n");
              client.send(
                  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-Got: "
                      + body.replace("\r\n", "|")
                      + "\r\n\r\n"
                      + chunks
                      + "x_secret: 1\r\nX-Sum: 3\r\n\r\n");
            });
        TestProxy proxy = TestProxy.start(transport, text(server, rules));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
              + chunks
              + "X-Real-IP: 10.0.0.1\r\nx_real_ip: 10.0.0.2\r\nX-More: 0\r\nX-Sum: 2\r\n\r\n");
      Message head = Message.headOnly(client);
      assertThat(head.fields("x-got")).containsExactly("4|body|0|X-More: 0|X-Sum: 2||");
      assertThat(client.receiveThrough("\r\n\r\n")).isEqualTo(chunks + "X-Sum: 3\r\n\r\n");
    }
  }

  // Redirects

  @EachTransport
  void redirect_needsNoServer_andLeavesTheConnectionUsable(Sockets transport) throws Exception {
    String text =
        """
        { "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http",
            "filters": [ { "redirect": { "scheme": "https", "code": 301 } } ] } },
          "backends": {} }
        """;
    try (TestProxy proxy = TestProxy.start(transport, text)) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        for (String path : List.of("/", "//evil.test/x?y", "/a?b=c")) {
          client.send(Sites.get("A.test:8080", path));
          Message response = Message.response(client);
          assertThat(response.line()).isEqualTo("HTTP/1.1 301 Moved Permanently");
          assertThat(response.fields("location")).containsExactly("https://a.test" + path);
          assertThat(response.fields("connection")).isEmpty();
        }
        client.send("HEAD / HTTP/1.1\r\nHost: a.test\r\n\r\n");
        assertThat(Message.headOnly(client).fields("location")).containsExactly("https://a.test/");
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 400 Bad Request");
      }
      assertThat(proxy.logged(5))
          .extracting(Sites::told)
          .startsWith("in/<NOSRV> LR 301", "in/<NOSRV> LR 301")
          .endsWith("in/<NOSRV> PR 400");
    }
  }

  /** The last column is what the client gets: where it is sent, or the server's answer. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'host': 'b.test'}|a.test:81|/x?y|302 //b.test:81/x?y",
        "{'host': 'b.test:82', 'code': 307}|a.test:81|/x|307 //b.test:82/x",
        "{'host': 'b.test'}|B.test:81|/x|200",
        "{'scheme': 'http', 'host': 'b.test'}|b.test|/x|200",
        "{'scheme': 'https', 'host': 'b.test', 'code': 308}|b.test|/x|308 https://b.test/x",
        "{'prefix': '/app', 'code': 303}|a.test|/x?y|303 /app/x?y",
        "{'prefix': '/app'}|a.test|/app/x|200",
        "{'prefix': '/app'}|a.test|/app|200",
        "{'prefix': '/app'}|a.test|/apple|302 /app/apple",
        "{'prefix': 'http://a.test'}|a.test:80|/x|200",
        "{'prefix': 'http://b.test', 'drop-query': true}|a.test|/x?y|302 http://b.test/x",
        "{'location': '/new?a=%20b'}|a.test|/old|302 /new?a=%20b",
        "{'location': '/new'}|a.test|/new|200",
        "{'location': 'http://A.test/new'}|a.test|/new|200",
        "{'location': 'http://a.test?x=1'}|a.test|/|302 http://a.test?x=1",
        "{'location': 'http://a.test?x=1'}|a.test|/?x=1|200",
        "{'location': 'http://a.test?x=/y'}|a.test|/?x=/y|200",
        "{'location': 'https://www.%[host]%[pathq]'}|a.test|/x?y|302 https://www.a.test/x?y",
        "{'location': 'http://%[host]/login?to=%[path]'}|a.test|/x|302 http://a.test/login?to=/x",
        "{'scheme': 'https', 'match': {'path': '/x'}}|a.test|/x|302 https://a.test/x",
        "{'scheme': 'https', 'match': {'path': '/x'}}|a.test|/y|200",
      })
  void redirect_leadsWhereItSays_unlessTheClientIsThere(
      String rule, String host, String path, String expected) throws Exception {
    try (FakeServer server = Sites.named("S");
        TestProxy proxy =
            TestProxy.start(text(server, "{ \"redirect\": " + rule.replace('\'', '"') + " }"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(Sites.get(host, path));
      Message response = Message.response(client);
      String status = response.line().substring("HTTP/1.1 ".length()).substring(0, 3);
      assertThat((status + " " + String.join(", ", response.fields("location"))).strip())
          .isEqualTo(expected);
    }
  }

  // The path was a star, which made another host of the one it was put behind.
  @Test
  void redirectOfARequestForTheWholeServer_keepsTheHost() throws Exception {
    String rule = "{ \"redirect\": { \"location\": \"https://www.%[host]%[path]\" } }";
    try (FakeServer server = Sites.named("S");
        TestProxy proxy = TestProxy.start(text(server, rule));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("OPTIONS * HTTP/1.1\r\nHost: a.test\r\n\r\n");
      assertThat(Message.response(client).fields("location"))
          .containsExactly("https://www.a.test/");
    }
  }

  @Test
  void redirectOfAUpload_closes_asItsBodyIsNotRead() throws Exception {
    try (FakeServer server = Sites.named("S");
        TestProxy proxy =
            TestProxy.start(text(server, "{ \"redirect\": { \"scheme\": \"https\" } }"));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 30\r\n\r\nGET /evil HTTP/1.1\r\n");
      Message response = Message.response(client);
      assertThat(response.line()).isEqualTo("HTTP/1.1 302 Found");
      assertThat(response.fields("connection")).containsExactly("close");
      assertThat(client.receiveAll().size()).isZero();
    }
  }

  // What cannot be used

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'request-header': {}}|changes nothing (expected \"set\"",
        "{'request-header': {'set': {'Content-Length': '1'}}}|\"Content-Length\" is written by the",
        "{'request-header': {'remove': 'transfer-encoding'}}|\"transfer-encoding\" is written by"
            + " the",
        "{'request-header': {'add': {'Connection': 'close'}}}|\"Connection\" is written by the"
            + " proxy",
        "{'request-header': {'remove': 'Host'}}|\"Host\" is written by the proxy alone",
        "{'request-header': {'set': {'Host': 'a b'}}}|\"Host\" is not a host (expected a name",
        "{'request-header': {'set': {'Host': '%[host]'}}}|\"Host\" is not a host (expected a name",
        "{'response-header': {'set': {'Host': 'a.test'}}}|\"Host\" is written by the proxy alone",
        "{'request-header': {'set': {'X A': '1'}}}|\"X A\" is not a field name (expected letters",
        "{'request-header': {'set': {'X-A\\r\\nX-B': '1'}}}|is not a field name (expected letters",
        "{'request-header': {'set': {'X-A': '1\\r\\nX-B: 2'}}}|holds a line break or another",
        "{'request-header': {'set': {'X-A': '1\\u0000'}}}|holds a line break or another character",
        "{'request-header': {'set': {'X-A': '%[srcc]'}}}|names nothing known (expected %[src], ",
        "{'request-header': {'set': {'X-A': '%ci'}}}|has a '%' that begins nothing known",
        "{'request-header': {'set': {'X-A': '1', 'x-a': '2'}}}|\"x-a\" is set or removed twice",
        "{'request-header': {'set': {'X-A': '1', 'X_A': '2'}}}|\"X_A\" is set or removed twice",
        "{'request-header': {'set': {'X-A': '1'}, 'match': {'sni': 'a'}}}|has a match that no"
            + " request",
        "{'redirect': {}}|leads to nowhere (expected one of \"scheme\"",
        "{'redirect': {'scheme': 'https', 'location': '/'}}|leads to several places (expected one",
        "{'redirect': {'scheme': 'http'}}|leads to itself, as requests come by http (expected",
        "{'redirect': {'scheme': 'https', 'code': 304}}|304 is a number (expected one of 301, 302,",
        "{'redirect': {'host': 'a/b'}}|is not a host (expected a name and perhaps a port",
        "{'redirect': {'location': '//evil.test'}}|is not where a client can be sent (expected",
        "{'redirect': {'location': '/%[path]'}}|is not where a client can be sent (expected",
        "{'redirect': {'location': '%[pathq]'}}|is not where a client can be sent (expected",
        "{'redirect': {'location': '/a\\r\\nX: 1'}}|is not where a client can be sent (expected",
        "{'redirect': {'prefix': '/'}}|ends with '/', with which every path begins (expected",
        "{'redirect': {'prefix': '/go?u='}}|holds '?' or '#', behind which no path stands",
        "{'redirect': {'prefix': '/a#b'}}|holds '?' or '#', behind which no path stands",
        "{'redirect': {'prefix': '/a%[path]'}}|names the path, which stands behind it anyway",
        "{'redirect': {'prefix': 'https://b.test%[pathq]'}}|names the path, which stands behind it",
      })
  void ruleThatCannotBeUsed_isAProblem(String filter, String message) throws Exception {
    try (FakeServer server = Sites.named("S")) {
      assertThat(problem(text(server, filter.replace('\'', '"'))))
          .contains("/frontends/in/filters/0/")
          .contains(message);
    }
  }

  /** The only problem of a configuration, as the test kit tells it. */
  private static String problem(String text) {
    Throwable refused = catchThrowable(() -> TestProxy.start(text).close());
    assertThat(refused).isInstanceOf(StartException.class);
    assertThat(refused.getSuppressed()).hasSize(1);
    return String.valueOf(refused.getSuppressed()[0].getMessage());
  }

  @Test
  void ruleWithoutModeHttp_isAProblem() throws Exception {
    String text =
        """
        { "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app",
            "filters": [ { "allow": "127.0.0.1" }, { "redirect": { "scheme": "https" } } ] } },
          "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
        """;
    assertThat(problem(text))
        .contains("/frontends/in/filters/1")
        .contains("\"redirect\" needs requests (expected \"mode\": \"http\" beside \"filters\")");
  }

  // It was a problem of every frontend in mode tcp.
  @Test
  void ruleInTheDefaults_isForFrontendsInModeHttp() throws Exception {
    try (FakeServer server = FakeServer.recorder("answer");
        TestProxy proxy =
            TestProxy.start(
                """
                { "defaults": { "filters": [ { "redirect": { "scheme": "https" } } ] },
                  "frontends": {
                    "in": { "bind": "127.0.0.1:0", "mode": "http" },
                    "tcp": { "bind": "127.0.0.1:0", "default-backend": "app" } },
                  "backends": { "app": { "servers": { "s1": { "address": "%s" } } } } }
                """
                    .formatted(server.address()));
        FakeClient http = FakeClient.connect(proxy.port("in"));
        FakeClient tcp = FakeClient.connect(proxy.port("tcp"))) {
      http.send(Sites.get("a.test", "/"));
      assertThat(Message.response(http).line()).isEqualTo("HTTP/1.1 302 Found");
      tcp.send(Sites.get("a.test", "/"));
      tcp.finish();
      assertThat(tcp.receiveAll().text()).isEqualTo("answer");
    }
  }

  // It was accepted, and answered 404 to everything.
  @ParameterizedTest
  @CsvSource({"request-header", "response-header"})
  void frontendThatOnlyEdits_needsARoute(String word) {
    String text =
        """
        { "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http",
            "filters": [ { "%s": { "remove": "Server" } } ] } },
          "backends": {} }
        """
            .formatted(word);
    assertThat(problem(text)).contains("/frontends/in: there is nowhere to go for a connection");
  }

  /** What guards a server must not ask for a field that a rule has removed: it is still seen. */
  @Test
  void matchesRoutesAndVariables_seeTheClientsHead_whateverWasEdited() throws Exception {
    String rules =
        """
        { "request-header": { "remove": "X-Admin", "set": { "Host": "c.test" } } },
        { "request-header": {
            "set": { "X-Seen": "%[host]" }, "match": { "header": { "x-admin": "1" } } } },
        { "redirect": { "location": "/no", "match": { "header": { "x-admin": "2" } } } }
        """;
    try (FakeServer server = mirror("");
        TestProxy proxy = TestProxy.start(text(server, rules))) {
      String get = "GET / HTTP/1.1\r\nHost: a.test\r\nX-Admin: ";
      Message seen = seen(proxy, get + "1\r\n\r\n");
      assertThat(seen.fields("x-admin")).isEmpty();
      assertThat(seen.fields("x-seen")).containsExactly("a.test");
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(get + "2\r\n\r\n");
        assertThat(Message.response(client).fields("location")).containsExactly("/no");
      }
    }
  }
}
