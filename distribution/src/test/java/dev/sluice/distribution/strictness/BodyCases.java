package dev.sluice.distribution.strictness;

import static dev.sluice.distribution.strictness.Cases.controls;
import static dev.sluice.distribution.strictness.Cases.invisible;
import static dev.sluice.distribution.strictness.RequestCases.CHUNKS;
import static dev.sluice.distribution.strictness.RequestCases.FIELD;
import static dev.sluice.distribution.strictness.RequestCases.HOST;
import static dev.sluice.distribution.strictness.RequestCases.POST;
import static dev.sluice.distribution.strictness.RequestCases.SMUGGLED;

import java.util.List;

/** Where a body ends: fields that tell, and chunks. */
final class BodyCases {

  private BodyCases() {}

  static void addTo(Cases cases) {
    framing(cases);
    chunks(cases);
  }

  private static void framing(Cases cases) {
    cases
        .row("C24 length and encoding")
        .each(
            FIELD,
            "Content-Length: 6\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 6",
            "Transfer-Encoding: chunked\r\nContent-Length: 3",
            "Content-Length: 0\r\nTransfer-Encoding: chunked",
            "Content-Length: 5\r\nTransfer-Encoding: identity",
            "content-length: 6\r\nX: y\r\ntransfer-encoding: CHUNKED",
            "Content-Length: x\r\nTransfer-Encoding: chunked");
    cases
        .row("C25 encoding in HTTP/1.0")
        .each(
            "POST / HTTP/1.0\r\n" + HOST + "$\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 3",
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Connection: keep-alive\r\nTransfer-Encoding: chunked");
    cases
        .row("C26 Transfer-Encoding")
        .each(
            FIELD,
            "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
            "Transfer_Encoding: chunked",
            "Transfer-Encoding: Chunked",
            "Transfer-Encoding:\t chunked \t")
        .each(
            POST + "Transfer-Encoding: $\r\n\r\n0\r\n\r\n" + SMUGGLED,
            "xchunked",
            "chunkedx",
            "chunked, identity",
            "identity",
            "identity, chunked",
            "gzip, chunked",
            "gzip",
            "chunked, chunked",
            "chunked, xchunked",
            "chunked xchunked",
            ",chunked",
            "chunked,",
            ", chunked",
            "chunked ,",
            ",",
            "",
            "\"chunked\"",
            "'chunked'",
            "chunked;q=1",
            "chunked;",
            "chun\u212aed".replace("\u212a", "\u00e2\u0084\u00aa"),
            "c",
            "chunke")
        .each(
            List.of(
                POST + "$Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                POST + "Transfer-Encoding$: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                POST + "Transfer-Encoding:$chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
                POST + "Transfer-Encoding: chunked$\r\n\r\n0\r\n\r\n" + SMUGGLED),
            invisible());
    cases
        .row("C27 Content-Length")
        .each(
            POST + "Content-Length: $\r\n\r\n123456" + SMUGGLED,
            "",
            "+6",
            "-0",
            "-6",
            "0x6",
            "6,6",
            "6, 7",
            "6 6",
            "06",
            "00000000000000000006",
            "6;",
            "6.0",
            "6e0",
            "0b110",
            "six",
            "\"6\"",
            "9223372036854775808",
            "18446744073709551622",
            "99999999999999999999999999",
            "\u00d9\u00a6",
            "\u00ef\u00bc\u0096",
            "6\r\nContent-Length: 6",
            "6\r\nContent-Length: 7",
            "7\r\nContent-Length: 6",
            "6\r\nContent-Length:",
            "6\r\n 6",
            "6\r\nContent_Length: 7",
            "6\r\nContent-Length : 7")
        .each(
            "POST / HTTP/1.0\r\n" + HOST + "Content-Length: $\r\n\r\n0123456789",
            "5\r\nContent-Length: 10",
            "10\r\nContent-Length: 5",
            "5, 10")
        .each(
            List.of(
                POST + "$Content-Length: 6\r\n\r\n123456" + SMUGGLED,
                POST + "Content-Length$: 6\r\n\r\n123456" + SMUGGLED,
                POST + "Content-Length:$6\r\n\r\n123456" + SMUGGLED,
                POST + "Content-Length: 6$\r\n\r\n123456" + SMUGGLED),
            controls());
  }

  private static void chunks(Cases cases) {
    String end = "\r\nhello\r\n0\r\n\r\n" + SMUGGLED;
    cases
        .row("C28 chunk size")
        .each(
            POST + CHUNKS + "$" + end,
            "0x5",
            "+5",
            "-5",
            "0_2e",
            "5h",
            "5,",
            "5.0",
            "",
            "100000004",
            "100000005",
            "FFFFFFFFFFFFFFFF",
            "FFFFFFFFFFFFFFFFF",
            "8000000000000000",
            "7fffffffffffffff",
            "10000000000000005",
            "5\001junk",
            "5 junk",
            "05",
            "0000000000005",
            "0".repeat(1000) + "5",
            "\u0665".replace("\u0665", "\u00d9\u00a5"))
        .each(List.of(POST + CHUNKS + "$5" + end, POST + CHUNKS + "5$" + end), controls())
        .add(
            POST + CHUNKS + "5\r\nhelloXX0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhelloXX\r\n0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhell\r\n0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\nhello\r\n0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello\n0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello\r0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\rhello\r\n0\r\n\r\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello\r\n0\n\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello\r\n0\r\n\n" + SMUGGLED,
            POST + CHUNKS + "5\r\nhello\r\n0\n\r\n" + SMUGGLED,
            POST + CHUNKS + "0\r\n\rX" + SMUGGLED,
            POST + CHUNKS + "0\r\nX" + SMUGGLED);
    cases
        .row("C29 extensions and trailers")
        .each(
            POST + CHUNKS + "5$" + end,
            ";a",
            ";a=b",
            ";a=\"b\"",
            ";a=\"b;c\\\"\"",
            ";a=\n",
            "\r\r;x",
            "\r;x",
            ";a\r",
            ";a=\"\r\n0\r\n\r\nGET /x\"",
            ";a=\"\n\"",
            ";a=\"",
            ";a=\"b",
            ";",
            ";;",
            ";a=",
            ";=b",
            " ;a",
            "; a",
            ";a =b",
            ";" + "x".repeat(65_536))
        .each(List.of(POST + CHUNKS + "5;a$b" + end, POST + CHUNKS + "5;a=\"$\"" + end), controls())
        .each(
            POST + CHUNKS + "5\r\nhello\r\n0\r\n$\r\n\r\n" + SMUGGLED,
            "X-Sum: 1",
            "Content-Length: 5",
            "Host: b.test",
            "Transfer-Encoding: chunked",
            "Connection: close",
            "X-Forwarded-For: 1.2.3.4",
            "X : y",
            "X(: y",
            ": y",
            "nocolon",
            " folded",
            "X: y\r\n folded",
            "X: a\rb",
            "X: a\nY: b",
            "X: a\0b",
            "X: " + "x".repeat(1 << 20))
        .add(POST + CHUNKS + ("1;" + "x".repeat(4096) + "\r\nx\r\n").repeat(64) + "0\r\n\r\n");
  }
}
