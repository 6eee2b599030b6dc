package dev.sluice.runtime.frontend;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.HeaderField;
import dev.sluice.runtime.config.model.ErrorFile;
import dev.sluice.runtime.frontend.Pages.Framing;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagesTest {

  private static final List<HeaderField> OWN =
      List.of(
          new HeaderField("Cache-Control", "max-age=60"),
          new HeaderField("content-type", "text/csv"),
          new HeaderField("X-REQUEST-ID", "mine"),
          new HeaderField("Retry-After", "7"));

  private static List<String> head(Pages pages, int status, List<HeaderField> fields) {
    ByteBuffer message = pages.error(status, "no", 5, Framing.LAST, fields);
    String text = ISO_8859_1.decode(message).toString();
    return List.of(text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1));
  }

  private static List<String> withOwn(int length) {
    return List.of(
        "HTTP/1.1 429 Too Many Requests",
        "Content-Length: " + length,
        "Cache-Control: max-age=60",
        "content-type: text/csv",
        "X-REQUEST-ID: mine",
        "Retry-After: 7",
        "Connection: close");
  }

  // Both lines went out, and each reader took the one it liked.
  @Test
  void fieldOfAFilter_takesThePlaceOfOurs() {
    assertThat(head(Pages.BUILT_IN, 429, OWN)).isEqualTo(withOwn(36));
    Pages files = new Pages(Map.of(429, new ErrorFile("text/html; charset=utf-8", "page")));
    assertThat(head(files, 429, OWN)).isEqualTo(withOwn(4));
  }

  @Test
  void withoutOne_oursAreThere() {
    assertThat(head(Pages.BUILT_IN, 451, List.of()))
        .containsExactly(
            "HTTP/1.1 451 Unavailable For Legal Reasons",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Length: 48",
            "Cache-Control: no-store",
            "X-Request-Id: 5",
            "Connection: close");
  }

  // Bytes behind the head of an answer to HEAD are taken for the next answer.
  @ParameterizedTest
  @CsvSource({
    "HEAD /, true",
    "~HEAD /, true",
    "~~HEAD /, false",
    "HEAD, false",
    "HEADS /, false",
    "~GET /, false",
    "'', false"
  })
  void requestWithoutABody_isKnownByItsFirstBytes(String bytes, boolean expected) {
    ByteBuffer sent = ISO_8859_1.encode("x" + bytes.replace("~", "\r\n")).position(1);
    assertThat(Pages.beginsWithHead(sent)).isEqualTo(expected);
    assertThat(sent.position()).isEqualTo(1);
  }
}
