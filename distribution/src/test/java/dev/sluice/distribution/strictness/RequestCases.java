package dev.sluice.distribution.strictness;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What clients may try, as data. Behind each case the client sends a well-formed request to end the
 * connection.
 */
final class RequestCases {

  static final String HOST = "Host: a.test\r\nCase: {n}\r\n";
  static final String SMUGGLED = "GET /x HTTP/1.1\r\n" + HOST + "\r\n";
  static final String GET = "GET / HTTP/1.1\r\n" + HOST;
  static final String POST = "POST / HTTP/1.1\r\n" + HOST;
  static final String CHUNKS = "Transfer-Encoding: chunked\r\n\r\n";

  private static final String KEY = "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\n";

  /** What follows a case, without a word about it if it is part of something else. */
  static final String END = "GET /end HTTP/1.1\r\n" + HOST + "Connection: close\r\n\r\n";

  /** A field, in front of a body that ends at once if it is in chunks. */
  static final String FIELD = POST + "$\r\n\r\n0\r\n\r\n" + SMUGGLED;

  private RequestCases() {}

  static List<Case> all() {
    Cases cases = new Cases();
    BodyCases.addTo(cases);
    HeadCases.addTo(cases);
    connection(cases);
    sizes(cases);
    cases
        .row("well-formed")
        .add(
            GET + "\r\n",
            "GET / HTTP/1.0\r\n" + HOST + "Connection: keep-alive\r\n\r\n",
            POST + "Content-Length: 5\r\n\r\nhello",
            POST + CHUNKS + "5\r\nhello\r\n0\r\n\r\n");
    return cases.list();
  }

  private static void connection(Cases cases) {
    cases
        .row("C35 hop-by-hop fields")
        .each(
            POST + "$\r\nContent-Length: 6\r\n\r\n123456" + SMUGGLED,
            "Connection: close, X-Forwarded-For, X-Real-IP, Host, Cookie, Content-Length",
            "Connection: Content-Length",
            "Connection: Host",
            "Connection: Transfer-Encoding, X",
            "Connection: keep-alive\r\nKeep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "TE: gzip",
            "TE: trailers\r\nConnection: TE",
            "Trailer: X",
            "Connection: X\r\nX: y",
            "Connection: \"close\"",
            "Connection: ,,close",
            "Connection: close\r\nConnection: keep-alive");
    cases
        .row("C36 forwarding fields")
        .each(
            GET + "$\r\n\r\n",
            "X-Forwarded-For: 1.2.3.4",
            "x-forwarded-for: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8",
            "X_Forwarded_For: 1.2.3.4",
            "X_Forwarded-For: 1.2.3.4",
            "X-Forwarded-Proto: https",
            "X_Forwarded_Proto: https",
            "Forwarded: for=1.2.3.4",
            "Forwarded: for=\"[::1]\";host=x",
            "X-Forwarded-For: " + "1.2.3.4,".repeat(10_000));
    cases
        .row("C37 upgrade")
        .each(
            "$" + SMUGGLED,
            GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + KEY + "\r\n",
            GET + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            GET + "Connection: Upgrade\r\n\r\n",
            GET + "Upgrade: websocket\r\n\r\n",
            GET + "Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
            GET
                + "Connection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\n"
                + "HTTP2-Settings: A\r\n\r\n",
            GET + "Connection: Upgrade\r\nUpgrade: foo, h2c\r\nUpgrade: h2c\r\n\r\n",
            GET + "Connection: Upgrade\r\nUpgrade:\r\n\r\n",
            GET + "Connection: Upgrade\r\nUpgrade: ,\r\n\r\n",
            GET + "Connection: Upgrade\r\nUpgrade: a b\r\n\r\n",
            "GET / HTTP/1.0\r\n" + HOST + "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
            "GET / HTTP/1.0\r\n"
                + HOST
                + "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                + KEY
                + "\r\n",
            POST + "Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 5\r\n\r\nhello",
            POST + "Connection: Upgrade\r\nUpgrade: websocket\r\n" + CHUNKS + "0\r\n\r\n");
    cases
        .row("C38 expectation")
        .each(
            POST + "Content-Length: 5\r\nExpect: $\r\n\r\nhello" + SMUGGLED,
            "100-continue",
            "100-Continue",
            "y 100-continue",
            "100-continue, x",
            "x",
            "",
            "100-continue\r\nExpect: 100-continue",
            "\r\n 100-continue",
            "100-continue;x")
        .add(
            "GET / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            GET + "Expect: 100-continue\r\n\r\n",
            "POST / HTTP/1.0\r\n" + HOST + "Content-Length: 5\r\nExpect: 100-continue\r\n\r\nhello",
            POST + CHUNKS.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n") + "0\r\n\r\n");
    cases
        .row("C39 body that ends too early")
        .add(
            POST + "Content-Length: 5000\r\n\r\nhello",
            POST + CHUNKS + "5\r\nhel",
            POST + CHUNKS + "5\r\nhello",
            POST + CHUNKS + "fffff\r\nhello",
            "GET / HTTP/1.1\r\n" + HOST + "X: y");
  }

  private static void sizes(Cases cases) {
    cases
        .row("C42 many fields")
        .each(
            GET + "$\r\n",
            "a:\r\n".repeat(99),
            "a:\r\n".repeat(101),
            "a:\r\n".repeat(1001),
            "a:\r\n".repeat(50_000),
            colliding(1500),
            "X: " + "x".repeat(8_000) + "\r\n",
            "X: " + "x".repeat(16_000) + "\r\n",
            "X: " + "x".repeat(65_536) + "\r\n",
            "x".repeat(70_000) + ": y\r\n");
    cases
        .row("C55 requests in one segment")
        .each(
            "$" + GET + "\r\n",
            (GET + "\r\n").repeat(2),
            (GET + "\r\n").repeat(20),
            POST + "Content-Length: 5\r\n\r\nhello",
            POST + CHUNKS + "5\r\nhello\r\n0\r\n\r\n",
            POST + CHUNKS + "5\r\nhello\r\n0\r\n\r\n\r\n",
            POST + "Content-Length: 5\r\n\r\nhello\r\n",
            POST + "Content-Length: 5\r\n\r\nhello\r\n\r\n",
            POST + "Content-Length: 5\r\n\r\nhello!",
            "HEAD / HTTP/1.1\r\n" + HOST + "\r\n");
  }

  /** Names whose hash codes are equal in Java: {@code Aa} and {@code BB} in any order. */
  static String colliding(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            IntStream.range(0, 11)
                    .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                    .collect(Collectors.joining())
                + ":\r\n")
        .collect(Collectors.joining());
  }
}
