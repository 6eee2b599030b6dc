package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.EachTransport;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers are told about clients, who may lie about themselves. */
class HttpForwardedTest {

  private static final String ALL = "\"forwarded\": true, \"proto\": true, \"port\": true";
  private static final String TRUSTING = ", \"trusted\": [\"127.0.0.0/8\", \"::1\"]";

  /** A server that answers with the head it got. */
  private static FakeServer mirror() throws Exception {
    return Sites.start((client, request) -> client.send(Sites.ok(request.head())));
  }

  private static String text(FakeServer server, String options) {
    return Sites.text(
        "\"forwarded-for\": { " + options + " },", "", "", server.address(), server.address());
  }

  /** The request as the server got it. */
  private static Message seen(TestProxy proxy, String fields) throws Exception {
    try (FakeClient client = FakeClient.connect(proxy.address("in"))) {
      client.send("GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");
      return new Message(Message.response(client).text(), new byte[0]);
    }
  }

  private static void assertOneLineEach(Message seen, int port, String... before) {
    String first = before.length == 0 ? "" : before[0] + ", ";
    String other = before.length == 0 ? "" : before[1] + ", ";
    assertThat(seen.fields("x-forwarded-for")).containsExactly(first + "127.0.0.1");
    assertThat(seen.fields("forwarded")).containsExactly(other + "for=127.0.0.1;proto=http");
    assertThat(seen.fields("x-forwarded-proto"))
        .containsExactly(before.length == 0 ? "http" : "https");
    assertThat(seen.fields("x-forwarded-port"))
        .containsExactly(before.length == 0 ? Integer.toString(port) : "443");
    for (String twin :
        List.of("x_forwarded_for", "x-forwarded_for", "x_forwarded-for", "x_forwarded_proto")) {
      assertThat(seen.fields(twin)).as(twin).isEmpty();
    }
  }

  private static final String LIES =
      """
      X-Forwarded-For: 1.1.1.1
      x-forwarded-for: 2.2.2.2, 3.3.3.3
      X_Forwarded_For: 4.4.4.4
      X-Forwarded_For: 4.4.4.4
      X_FORWARDED-FOR: 4.4.4.4
      Forwarded: for=1.1.1.1
      FORWARDED: for="[::2]";by=x
      X-Forwarded-Proto: gopher
      x-forwarded-proto: https
      X_Forwarded_Proto: ftp
      X-Forwarded-Port: 70
      x-forwarded-port: 443
      X-Forwarded-Host: evil.test
      Connection: X-Forwarded-For, Forwarded, X-Forwarded-Proto
      """
          .replace("\n", "\r\n");

  @EachTransport
  void stranger_hasAllReplaced_byOneLineEach(Sockets transport) throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(transport, text(server, ALL))) {
      Message seen = seen(proxy, LIES);
      assertOneLineEach(seen, proxy.port("in"));
      assertThat(seen.fields("x-forwarded-host")).isEmpty();
      assertThat(seen.head()).doesNotContain("1.1.1.1").doesNotContain("4.4.4.4");
    }
  }

  @EachTransport
  void trustedProxy_isContinued_inOneLineEach(Sockets transport) throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(transport, text(server, ALL + TRUSTING))) {
      Message seen = seen(proxy, LIES);
      assertOneLineEach(
          seen, proxy.port("in"), "1.1.1.1, 2.2.2.2, 3.3.3.3", "for=1.1.1.1, for=\"[::2]\";by=x");
      assertThat(seen.fields("x-forwarded-host")).containsExactly("evil.test");
      assertOneLineEach(seen(proxy, ""), proxy.port("in"));
    }
  }

  /** What fits a head is handled as one entry is; ten thousand do not fit. */
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void manyEntries_areOneLine_andTenThousandAreRefused(boolean trusted) throws Exception {
    String options = ALL + (trusted ? TRUSTING : "");
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(text(server, options))) {
      String many = "1,".repeat(3000) + "1";
      Message seen =
          seen(proxy, "X-Forwarded-For: " + many + "\r\nx-forwarded-for: " + many + "\r\n");
      assertThat(seen.fields("x-forwarded-for"))
          .containsExactly((trusted ? many + ", " + many + ", " : "") + "127.0.0.1");
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            "GET / HTTP/1.1\r\nHost: a.test\r\nX-Forwarded-For: "
                + "1,".repeat(9_999)
                + "1\r\n\r\n");
        assertThat(Message.response(client).line())
            .isEqualTo("HTTP/1.1 431 Request Header Fields Too Large");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // options                                    | sent    | the server gets
        "                                             |         | 127.0.0.1",
        "                                             | 1.1.1.1 | 127.0.0.1",
        "\"except\": \"127.0.0.0/8\"                  |         | ",
        "\"except\": \"127.0.0.0/8\"                  | 1.1.1.1 | 1.1.1.1",
        "\"except\": \"10.0.0.0/8\"                   | 1.1.1.1 | 127.0.0.1",
        "\"if-none\": true                            | 1.1.1.1 | 127.0.0.1",
        "\"if-none\": true, \"trusted\": \"127.0.0.1\"| 1.1.1.1 | 1.1.1.1",
        "\"if-none\": true, \"trusted\": \"127.0.0.1\"|         | 127.0.0.1",
        "\"trusted\": \"10.0.0.0/8\"                  | 1.1.1.1 | 127.0.0.1",
      })
  void forwardedFor_isAsItsOptionsSay(String options, String sent, String expected)
      throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(text(server, options == null ? "" : options))) {
      Message seen = seen(proxy, sent == null ? "" : "X-Forwarded-For: " + sent + "\r\n");
      assertThat(String.join(" / ", seen.fields("x-forwarded-for")))
          .isEqualTo(expected == null ? "" : expected);
      for (String name : List.of("forwarded", "x-forwarded-proto", "x-forwarded-port")) {
        assertThat(seen.fields(name)).as(name).isEmpty();
      }
    }
  }

  @EachTransport
  void ipv6Client_isQuotedInForwarded(Sockets transport) throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy =
            TestProxy.start(transport, text(server, ALL).replace("127.0.0.1:0", "[::1]:0"))) {
      Message seen = seen(proxy, "Forwarded: for=\"[::2]\"\r\n");
      assertThat(seen.fields("x-forwarded-for")).containsExactly("::1");
      assertThat(seen.fields("forwarded")).containsExactly("for=\"[::1]\";proto=http");
    }
  }

  @Test
  void withoutTheKey_underscoreFormsAreDroppedAllTheSame() throws Exception {
    try (FakeServer server = mirror();
        TestProxy proxy = TestProxy.start(Sites.text(server, server))) {
      Message seen = seen(proxy, "X-Forwarded-For: 1.1.1.1\r\nX_Forwarded_For: 2.2.2.2\r\n");
      assertThat(seen.fields("x-forwarded-for")).containsExactly("1.1.1.1");
      assertThat(seen.fields("x_forwarded_for")).isEmpty();
    }
  }
}
