package dev.sluice.distribution.strictness;

import static dev.sluice.distribution.strictness.Cases.controls;

import java.util.List;

/**
 * What servers may send, as data: the method of the request, a space, and the bytes. Some would
 * answer a request more than there was, with the word evil.
 */
final class ResponseCases {

  /** A response that nobody has asked for. */
  static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";

  private static final String OK = "GET HTTP/1.1 200 OK\r\n";
  private static final String CHUNKS = OK + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LENGTH = "Content-Length: 5\r\n\r\nhello";

  /** A field, with a body that is plain if the field says nothing of it. */
  private static final String FIELD = OK + "$\r\n" + LENGTH + EVIL;

  private ResponseCases() {}

  static List<Case> all() {
    Cases cases = new Cases();
    statusLines(cases);
    framing(cases);
    chunks(cases);
    fields(cases);
    bodiless(cases);
    endings(cases);
    return cases.list();
  }

  private static void statusLines(Cases cases) {
    cases
        .row("C40 status line")
        .each(
            "GET $\r\n" + LENGTH + EVIL,
            "HTTP/1.1 99999 OK",
            "HTTP/1.1 2000 OK",
            "HTTP/1.1 20 OK",
            "HTTP/1.1 2 OK",
            "HTTP/1.1 +20 OK",
            "HTTP/1.1 2x0 OK",
            "HTTP/1.1 000 OK",
            "HTTP/1.1 099 OK",
            "HTTP/1.1 600 OK",
            "HTTP/1.1 999 OK",
            "HTTP/1.1  200 OK",
            "HTTP/1.1\t200 OK",
            "HTTP/1.1 200OK",
            "HTTP/1.1 200\tOK",
            "HTTP/1.1 200",
            "HTTP/1.1 200 ",
            "HTTP/1.1 OK",
            "HTTP/1.1",
            "HTTP/1.2 200 OK",
            "HTTP/1.10 200 OK",
            "HTTP/01.1 200 OK",
            "HTTP/2.0 200 OK",
            "HTTP/0.9 200 OK",
            "http/1.1 200 OK",
            "HTTPS/1.1 200 OK",
            "ICY 200 OK",
            "HELLO",
            "",
            "\r\nHTTP/1.1 200 OK",
            "\nHTTP/1.1 200 OK",
            " HTTP/1.1 200 OK",
            "HTTP/1.1 200 OK\r",
            "HTTP/1.1 200 \u00e4")
        .each("GET HTTP/1.1 200 O$K\r\n" + LENGTH + EVIL, controls())
        .add(
            "GET HTTP/1.1 200 OK\nContent-Length: 5\n\nhello" + EVIL,
            "GET HTTP/1.1 200\nContent-Length: 5\n\nhello" + EVIL,
            "GET HTTP/1.0 200 OK\r\n" + LENGTH + EVIL);
  }

  private static void framing(Cases cases) {
    cases
        .row("C40 length and encoding")
        .each(
            OK + "$\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + EVIL,
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 15",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding:\r\n chunked",
            "Transfer_Encoding: chunked",
            "Transfer-Encoding : chunked",
            "Transfer-Encoding: Chunked",
            "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunked, identity",
            "Transfer-Encoding: gzip, chunked",
            "Transfer-Encoding: identity",
            "Transfer-Encoding: ,chunked",
            "Transfer-Encoding: chunked,",
            "Transfer-Encoding:",
            "Transfer-Encoding: \"chunked\"",
            "Transfer-Encoding: chunked;q=1")
        .each(
            List.of(
                OK + "Transfer-Encoding:$chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + EVIL,
                OK + "Transfer-Encoding: chunked$\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + EVIL,
                OK + "Transfer-Encoding$: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n" + EVIL,
                OK + "Content-Length:$5\r\n\r\nhello" + EVIL,
                OK + "Content-Length: 5$\r\n\r\nhello" + EVIL,
                OK + "Content-Length$: 5\r\n\r\nhello" + EVIL),
            controls())
        .each(
            OK + "Content-Length: $\r\n\r\nhello" + EVIL,
            "",
            "+5",
            "-5",
            "-0",
            "0x5",
            "5,5",
            "5, 6",
            "5 5",
            "05",
            "5;",
            "5.0",
            "five",
            "18446744073709551621",
            "9223372036854775808",
            "\u00d9\u00a5",
            "5\r\nContent-Length: 5",
            "5\r\nContent-Length: 6",
            "6\r\nContent-Length: 5",
            "5\r\nContent_Length: 6",
            "5\r\n 5")
        .add("GET HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  }

  private static void chunks(Cases cases) {
    String end = "\r\nhello\r\n0\r\n\r\n" + EVIL;
    cases
        .row("C40 chunks")
        .each(
            CHUNKS + "$" + end,
            "0x5",
            "+5",
            "-5",
            "0_5",
            "5x",
            "",
            "100000005",
            "FFFFFFFFFFFFFFFFF",
            "8000000000000000",
            "5\001",
            "0".repeat(1000) + "5",
            "5;a=\n",
            "5\r\r;x",
            "5;a=\"\r\n",
            "5;a=b",
            "5;" + "x".repeat(65_536))
        .each(List.of(CHUNKS + "$5" + end, CHUNKS + "5$" + end, CHUNKS + "5;a$" + end), controls())
        .add(
            CHUNKS + "5\r\nhelloXX0\r\n\r\n" + EVIL,
            CHUNKS + "5\r\nhelloXX\r\n0\r\n\r\n" + EVIL,
            CHUNKS + "5\r\nhello0\r\n\r\n" + EVIL,
            CHUNKS + "5\nhello\r\n0\r\n\r\n" + EVIL,
            CHUNKS + "5\r\nhello\n0\r\n\r\n" + EVIL,
            CHUNKS + "5\r\nhello\r\n0\n\n" + EVIL,
            CHUNKS + "5\r\nhello\r\n0\r\n\n" + EVIL)
        .each(
            CHUNKS + "5\r\nhello\r\n0\r\n$\r\n\r\n" + EVIL,
            "X-Sum: 1",
            "Content-Length: 5",
            "Transfer-Encoding: chunked",
            "X : y",
            "nocolon",
            " folded",
            "X: a\0b",
            "X: a\nY: b");
  }

  private static void fields(Cases cases) {
    cases
        .row("C40 field lines")
        .each(
            FIELD,
            "X: a\rb",
            "X: a\0b",
            "X\0: a",
            "X Y: a",
            "X : a",
            "X\u0085: a",
            "X(: a",
            "abc",
            ": x",
            " X: a",
            "X: a\r\n b",
            "X: a\nY: b",
            "X: a\n",
            "X: a\r",
            "Connection: Content-Length",
            "Connection: X\r\nX: y",
            "Keep-Alive: timeout=5",
            "Proxy-Connection: keep-alive",
            "Upgrade: h2c",
            "Trailer: X",
            "X: " + "x".repeat(1 << 20))
        .each(OK + "X: a$b\r\n" + LENGTH + EVIL, controls())
        .each(OK + "X$Y: a\r\n" + LENGTH + EVIL, controls());
    cases
        .row("C40 many fields")
        .each(OK + "$" + LENGTH, "a:\r\n".repeat(300), "a:\r\n".repeat(5000));
  }

  private static void bodiless(Cases cases) {
    cases
        .row("C40 interim and bodiless")
        .add(
            "GET HTTP/1.1 204 No Content\r\n\r\n" + EVIL,
            "GET HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello" + EVIL,
            "GET HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL,
            "GET HTTP/1.1 304 Not Modified\r\n\r\n" + EVIL,
            "GET HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello" + EVIL,
            "GET HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n" + EVIL,
            "HEAD HTTP/1.1 200 OK\r\n\r\n" + EVIL,
            "HEAD HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" + EVIL,
            "HEAD HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + EVIL,
            "GET HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" + EVIL,
            "GET HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                + EVIL,
            "GET HTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\n\r\nhello" + EVIL,
            "GET " + "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1000) + EVIL,
            "GET HTTP/1.1 101 Switching Protocols\r\n\r\n" + EVIL,
            "GET HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"
                + EVIL,
            "GET HTTP/1.1 199 X\r\n\r\n" + EVIL);
  }

  private static void endings(Cases cases) {
    cases
        .row("C40 too short or too long")
        .add(
            OK + "Content-Length: 10\r\n\r\nabc",
            CHUNKS + "5\r\nab",
            CHUNKS + "5\r\nhello\r\n",
            CHUNKS + "5\r\nhello\r\n0\r\n",
            OK + "Content-Le",
            "GET ",
            OK + "Content-Length: 0\r\n\r\n" + EVIL,
            OK + "Content-Length: 5\r\n\r\nhello" + EVIL,
            OK + "Content-Length: 5\r\n\r\nhello\r\n",
            CHUNKS + "0\r\n\r\n" + EVIL,
            CHUNKS + "5\r\nhello\r\n0\r\n\r\n\r\n",
            OK + "Connection: close\r\n\r\nhello",
            OK + "\r\nhello");
    cases.row("well-formed").add(OK + LENGTH, CHUNKS + "5\r\nhello\r\n0\r\n\r\n");
  }
}
