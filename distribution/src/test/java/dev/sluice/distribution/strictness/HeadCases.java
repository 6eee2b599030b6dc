package dev.sluice.distribution.strictness;

import static dev.sluice.distribution.strictness.Cases.controls;
import static dev.sluice.distribution.strictness.Cases.invisible;
import static dev.sluice.distribution.strictness.Cases.punctuation;
import static dev.sluice.distribution.strictness.RequestCases.FIELD;
import static dev.sluice.distribution.strictness.RequestCases.GET;
import static dev.sluice.distribution.strictness.RequestCases.HOST;
import static dev.sluice.distribution.strictness.RequestCases.POST;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** What stands in a head: lines, targets, hosts. */
final class HeadCases {

  private HeadCases() {}

  static void addTo(Cases cases) {
    heads(cases);
    requestLines(cases);
    hosts(cases);
  }

  private static void heads(Cases cases) {
    cases
        .row("C30 field lines")
        .each(
            FIELD,
            "X: a\rb",
            "X: a\0b",
            "X\0: a",
            "X Y: a",
            "X\u0085: a",
            "abc",
            ": x",
            "X: a\r\n b",
            "X: a\r\n\tb",
            "X:\r\n b",
            "X: a\nY: b",
            "X: a\n b",
            "X: a\n",
            "X: a\r\n\r",
            "X: a\r",
            "X")
        .each(List.of(POST + "X$Y: a\r\n\r\n"), controls())
        .each(List.of(POST + "X$Y: a\r\n\r\n"), punctuation())
        .each(List.of(POST + "X: a$b\r\n\r\n"), controls())
        .add(
            "GET / HTTP/1.1\r\n Host: b.test\r\n" + HOST + "\r\n",
            "GET / HTTP/1.1\r\n\tX: y\r\n" + HOST + "\r\n",
            "GET / HTTP/1.1\r\n: b.test\r\n" + HOST + "\r\n",
            "GET / HTTP/1.1\r\n\0: b.test\r\n" + HOST + "\r\n",
            "GET / HTTP/1.1\nHost: a.test\nCase: {n}\n\n",
            "GET / HTTP/1.1\n" + HOST + "\r\n",
            "GET / HTTP/1.1\rHost: a.test\rCase: {n}\r\r",
            "GET / HTTP/1.1\r\nHost: a.test\r\nCase: {n}\n\r\n",
            "GET / HTTP/1.1\r\nHost: a.test\r\nCase: {n}\r\n\n");
    cases
        .row("C31 before the request")
        .each("$" + GET + "\r\n", invisible())
        .each(
            "$" + GET + "\r\n",
            "\r\n",
            "\r\n\r\n",
            "\n\n",
            "\r\r\n",
            "\r\n ",
            "\r\n".repeat(1000),
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "\u0016\3\1\2\0\1\0\1\u00fc\3\3" + "\0".repeat(600),
            "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
            random());
  }

  private static String random() {
    return new Random(4096)
        .ints(4096, 0, 256)
        .mapToObj(c -> String.valueOf((char) c))
        .collect(Collectors.joining());
  }

  private static void requestLines(Cases cases) {
    String rest = "\r\n" + HOST + "\r\n";
    cases
        .row("C32 request line")
        .each(
            "$" + rest,
            "GET  / HTTP/1.1",
            "GET /  HTTP/1.1",
            "GET\t/ HTTP/1.1",
            "GET /\tHTTP/1.1",
            "get / HTTP/1.1",
            "Get / HTTP/1.1",
            "G(T / HTTP/1.1",
            "GET / HTTP/1.2",
            "GET / HTTP/1.9",
            "GET / HTTP/2.0",
            "GET / HTTP/3.0",
            "GET / HTTP/0.9",
            "GET / HTTP/1.",
            "GET / HTTP/1",
            "GET / HTTP/.1",
            "GET / HTTP/01.1",
            "GET / HTTP/1.01",
            "GET / HTTP/1.10",
            "GET / HTTP/11.1",
            "GET / http/1.1",
            "GET / HTTP 1.1",
            "GET / HTTPS/1.1",
            "GET / ICY/1.1",
            "GET / HTTP/1.1 ",
            "GET / HTTP/1.1 X",
            "GET / HTTP/1.1\r",
            "GET /",
            "GET",
            "GET ",
            "",
            "GET * HTTP/1.1",
            "GET x HTTP/1.1",
            "OPTIONS * HTTP/1.1",
            "CONNECT a.test:80 HTTP/1.1",
            "CONNECT / HTTP/1.1",
            "TRACE / HTTP/1.1",
            "GET ftp://a.test/ HTTP/1.1",
            "GET //a.test/ HTTP/1.1",
            "GET ?x HTTP/1.1",
            "GET /a#b HTTP/1.1",
            "GET /a b HTTP/1.1",
            "GET /a\\b HTTP/1.1",
            "A".repeat(30) + " / HTTP/1.1",
            "GET /" + "x".repeat(8193) + " HTTP/1.1",
            "GET /" + "x".repeat(70_000) + " HTTP/1.1")
        .each(
            List.of(
                "GET /a$b HTTP/1.1" + rest,
                "GE$T / HTTP/1.1" + rest,
                "GET$/ HTTP/1.1" + rest,
                "GET /$HTTP/1.1" + rest,
                "GET / HTTP/1.1$" + rest),
            controls())
        .add("GET /\r\n", "GET /\n");
  }

  private static void hosts(Cases cases) {
    String rest = "\r\nCase: {n}\r\n\r\n";
    cases
        .row("C33 Host")
        .each(
            "GET / HTTP/1.1\r\nHost: $" + rest,
            "a.test\r\nHost: a.test",
            "a.test\r\nHost: b.test",
            "a.test\r\nHost:",
            "\r\nHost: a.test",
            "a.test,b.test",
            "a.test, b.test",
            "a.test b.test",
            "x@a.test",
            "a.test@b.test",
            "a.test:80",
            "a.test:",
            "a.test:0",
            "a.test:65535",
            "a.test:65536",
            "a.test:99999",
            "a.test:080",
            "a.test:+80",
            "a.test:-1",
            "a.test: 80",
            "a.test:80:90",
            "a.test:http",
            "a.test/",
            "a.test/x",
            "a.test?x",
            "http://a.test",
            "A.TEST",
            "a.test.",
            "a.test..",
            ".a.test",
            "a..test",
            "..",
            ".",
            "",
            "*",
            "*.test",
            "127.0.0.1",
            "[::1]",
            "[::1]:80",
            "[::1",
            "::1",
            "[::1]x",
            "[::1]:x",
            "[a.test]",
            "[]",
            "xn--bcher-kva.test",
            "b\u00c3\u00bccher.test",
            "a_b.test",
            "-a.test",
            "%61.test",
            "a".repeat(64) + ".test",
            "a".repeat(300))
        .each("GET / HTTP/1.1\r\nHost: a$b.test" + rest, controls())
        .each("GET / HTTP/1.1\r\nHost: a$b.test" + rest, punctuation())
        .each("GET / HTTP/1.1\r\n$Case: {n}\r\n\r\n", "", "Host : a.test\r\n", "Hos\0t: a.test\r\n")
        .each("GET / HTTP/1.0\r\n$Case: {n}\r\n\r\n", "", "Host:\r\n", "Host: a.test\r\n");
    cases
        .row("C34 target and path")
        .each(
            "GET $ HTTP/1.1\r\n" + HOST + "\r\n",
            "http://a.test/",
            "http://A.TEST/",
            "http://a.test",
            "http://a.test:80/",
            "http://a.test:8080/",
            "http://b.test/",
            "http://a.test@b.test/",
            "http://a.test?x=/../",
            "http://a.test#/",
            "http:///",
            "http:/a.test/",
            "http:a.test/",
            "http://",
            "https://a.test/",
            "HTTP://a.test/",
            "/a/../admin",
            "/../admin",
            "/..",
            "/a/./b",
            "/%2e%2e/admin",
            "/%2E./admin",
            "/a/..%2fadmin",
            "/a/..;/admin",
            "//admin",
            "/a%2fb",
            "/a%5c..%5cb",
            "/%00",
            "/a%00b",
            "/%",
            "/%4",
            "/%zz",
            "/%u0041",
            "/?..",
            "/a?/../b");
  }
}
