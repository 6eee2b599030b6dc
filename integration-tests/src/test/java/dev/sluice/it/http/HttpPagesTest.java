package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the proxy itself answers, in its own words and in those of files. */
class HttpPagesTest {

  private static final String FILES = "\"errorfiles\": { \"404\": \"pages/404.html\" },";

  private static TestProxy start(Sockets transport, String page) throws Exception {
    Path home = TestProxy.newHome();
    Files.createDirectories(home.resolve("pages"));
    Files.writeString(home.resolve("pages/404.html"), page);
    try (FakeServer servers = FakeServer.byHand()) {
      String text = Sites.text(FILES, "", "", servers.address(), servers.address());
      return TestProxy.start(transport, home, text);
    }
  }

  private static Message ask(TestProxy proxy, String request) throws IOException {
    try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send(request);
      return Message.response(client);
    }
  }

  @EachTransport
  void page_namesTheRequest_asTheLogDoes(Sockets transport) throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Sites.text(servers, servers))) {
      Message page = ask(proxy, Sites.get("c.test", "/"));
      String id = Long.toString(proxy.logged(1).getFirst().session().id());

      assertThat(page.text())
          .isEqualTo("404 Not Found: no site of this name is served here\nrequest " + id + "\n");
      assertThat(page.fields("x-request-id")).containsExactly(id);
      assertThat(page.fields("content-type")).containsExactly("text/plain; charset=utf-8");
      assertThat(page.fields("connection")).isEmpty();
    }
  }

  @EachTransport
  void file_standsForThePage(Sockets transport) throws Exception {
    try (TestProxy proxy =
        start(transport, "<p>nobody h\u00f6me: %[unique-id], %[unique-id]</p>")) {
      Message page = ask(proxy, Sites.get("c.test", "/"));
      String id = Long.toString(proxy.logged(1).getFirst().session().id());

      assertThat(page.line()).isEqualTo("HTTP/1.1 404 Not Found");
      assertThat(page.text()).isEqualTo("<p>nobody h\u00c3\u00b6me: %s, %s</p>".formatted(id, id));
      assertThat(page.fields("content-type")).containsExactly("text/html; charset=utf-8");
      assertThat(page.fields("x-request-id")).containsExactly(id);
    }
  }

  @Test
  void fileThatIsEdited_isTakenUp() throws Exception {
    try (TestProxy proxy = start(Sockets.best(), "before")) {
      assertThat(ask(proxy, Sites.get("c.test", "/")).text()).isEqualTo("before");
      proxy.file("pages/404.html", "after");
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> assertThat(ask(proxy, Sites.get("c.test", "/")).text()).isEqualTo("after"));
    }
  }

  @EachTransport
  void head_getsNoBody_andTheConnectionLivesOn(Sockets transport) throws Exception {
    try (TestProxy proxy = start(transport, "twelve bytes");
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      for (int i = 0; i < 2; i++) {
        client.send("HEAD / HTTP/1.1\r\nHost: c.test\r\n\r\n");
        Message page = Message.headOnly(client);
        assertThat(page.line()).isEqualTo("HTTP/1.1 404 Not Found");
        assertThat(page.fields("content-length")).containsExactly("12");
      }
      client.send(Sites.get("c.test", "/"));
      assertThat(Message.response(client).text()).isEqualTo("twelve bytes");
    }
  }

  // Bytes behind the head of an answer to HEAD are taken for the next answer.
  @EachTransport
  void headThatIsRefused_getsNoBody(Sockets transport) throws Exception {
    try (TestProxy proxy = start(transport, "")) {
      // An empty line may stand before a request.
      for (String before : List.of("", "\r\n")) {
        try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
          client.send(before + "HEAD / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
          Message page = Message.headOnly(client);
          assertThat(page.line()).isEqualTo("HTTP/1.1 400 Bad Request");
          assertThat(page.fields("connection")).containsExactly("close");
          assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
        }
      }
    }
  }

  // A client of HTTP/1.0 that is not told otherwise waits for the end of the connection, which
  // came only with the timeout.
  @EachTransport
  void clientOfHttp10_isToldThatTheConnectionLivesOn(Sockets transport) throws Exception {
    try (TestProxy proxy = start(transport, "page");
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      client.send("GET / HTTP/1.0\r\nHost: c.test\r\nConnection: keep-alive\r\n\r\n");
      assertThat(Message.response(client).fields("connection")).containsExactly("keep-alive");
      client.send("GET / HTTP/1.0\r\nHost: c.test\r\n\r\n");
      Message last = Message.response(client);
      assertThat(last.fields("connection")).containsExactly("close");
      assertThat(last.text()).isEqualTo("page");
      assertThat(client.receiveAll().toString()).isEqualTo("0 bytes, then FIN");
    }
  }

  @EachTransport
  void methodThatIsNotAllowed_isToldWhichAre(Sockets transport) throws Exception {
    try (TestProxy proxy = start(transport, "")) {
      Message page = ask(proxy, "TRACE / HTTP/1.1\r\nHost: c.test\r\n\r\n");
      assertThat(page.line()).isEqualTo("HTTP/1.1 405 Method Not Allowed");
      assertThat(page.fields("allow"))
          .containsExactly("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
    }
  }
}
