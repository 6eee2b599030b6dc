package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PhrasesTest {

  /** What IANA has no phrase for, and 304, which has no page, as of 2026-11. */
  private static boolean isUnregistered(int status) {
    return status == 304
        || status == 306
        || (status > 308 && status < 400)
        || (status > 417 && status < 421)
        || status == 427
        || status == 430
        || (status > 431 && status < 500 && status != 451)
        || status == 509
        || status > 511;
  }

  // A filter's 451 went out as "451 Refused", and could have no file.
  @Test
  void everyRegisteredStatus_hasItsPhrase() {
    IntStream.rangeClosed(300, 599)
        .forEach(status ->
            assertThat(Phrases.of(status).equals("Refused"))
                .as("%s %s", status, Phrases.of(status))
                .isEqualTo(isUnregistered(status)));
    assertThat(Phrases.of(451)).isEqualTo("Unavailable For Legal Reasons");
    assertThat(Phrases.errors()).contains(400, 451, 511).doesNotContain(200, 302, 399, 418);
  }
}
