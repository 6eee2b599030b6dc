package dev.sluice.it.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.RequestRecord;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.TestProxy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Servers of HTTP, and a proxy's configuration that has two of them. */
final class Sites {

  private Sites() {}

  /** What a server does with a request. */
  interface Answering {
    /** Answers; may also end the connection. */
    void answer(FakeSocket client, Message request) throws IOException;
  }

  /** A server that keeps its connections and answers one request after the other. */
  static FakeServer start(Answering answering) throws IOException {
    return FakeServer.start(client -> {
      for (Message next = Message.request(client); next != null; next = Message.request(client)) {
        answering.answer(client, next);
      }
    });
  }

  /** A server that answers with its name, the number of bytes it got, and the request's line. */
  static FakeServer named(String name) throws IOException {
    return start((client, request) ->
        client.send(ok(name + " " + request.body().length + " " + request.line())));
  }

  /** A response with a body of known length. */
  static String ok(String body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
  }

  /** A request without a body. */
  static String get(String host, String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
  }

  /** As {@link #text(String, String, String, String, String)}, with nothing further. */
  static String text(FakeServer a, FakeServer b) {
    return text("", "", "", a.address(), b.address());
  }

  /**
   * Frontend {@code in} on one thread, so that a server's connections are reused for sure; host
   * a.test goes to backend {@code A}, b.test to {@code B}.
   *
   * @param frontend further keys of the frontend
   * @param clientTimes timeouts of the frontend, ending in a comma
   * @param serverTimes timeouts of the backends
   */
  static String text(String frontend, String clientTimes, String serverTimes, String a, String b) {
    return """
    { "global": { "threads": 1 },
      "frontends": { "in": { "bind": "127.0.0.1:0", "mode": "http", %s
        "timeouts": { %s "client-fin": "5s" },
        "routes": [ { "match": { "host": "a.test" }, "backend": "A" },
                    { "match": { "host": "b.test" }, "backend": "B" } ] } },
      "backends": {
        "A": { "mode": "http", "retries": 0, "timeouts": { %s }, "servers": { "s1": { "address": "%s" } } },
        "B": { "mode": "http", "retries": 0, "timeouts": { %s }, "servers": { "s1": { "address": "%s" } } } } }
    """
        .formatted(frontend, clientTimes, serverTimes, a, serverTimes, b);
  }

  /** A body cut into chunks of this size, the last one smaller. */
  static byte[] chunked(byte[] body, int size) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int from = 0; from < body.length; from += size) {
      int length = Math.min(size, body.length - from);
      bytes.writeBytes((Integer.toHexString(length) + ";ext=1\r\n").getBytes(ISO_8859_1));
      bytes.write(body, from, length);
      bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
    }
    bytes.writeBytes("0\r\n\r\n".getBytes(ISO_8859_1));
    return bytes.toByteArray();
  }

  /** Bytes that compress to nothing shorter. */
  static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** Nothing is left of what the proxy did: no session, and none that a server counts. */
  static void assertQuiet(TestProxy proxy) {
    proxy.awaitNoSessions();
    if (!proxy.logged().isEmpty()) {
      var last = proxy.logged().getLast().session();
      assertThat(last.backendSessions()).as("sessions of the backend").isZero();
      assertThat(last.serverSessions()).as("sessions of the server").isZero();
    }
  }

  /** Outcome and status of a line: {@code A/s1 -- 200}. */
  static String told(LogLine line) {
    @Nullable RequestRecord request = line.session().request();
    return line.outcome() + " " + (request == null ? "no request" : request.status());
  }
}
