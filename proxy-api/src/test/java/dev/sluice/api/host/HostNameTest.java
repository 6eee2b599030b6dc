package dev.sluice.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.settings.BadValueException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostNameTest {

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a.test, a.test",
    "A.Test, a.test",
    "a.test., a.test",
    "a-b.c--d.test, a-b.c--d.test",
    "1.test, 1.test",
    "1.2.3.4a, 1.2.3.4a",
    "1.2.3.a4, 1.2.3.a4",
    "xn--bcher-kva.test, xn--bcher-kva.test",
    "XN--BCHER-KVA.test, xn--bcher-kva.test",
    "localhost, localhost",
  })
  void canonical_isLowerCaseWithoutTrailingDot(String text, String name) throws Exception {
    assertThat(HostName.canonical(text)).isEqualTo(name);
    assertThat(canonicalOfBytes(text)).isEqualTo(name);
    assertThat(HostName.parse(text)).isEqualTo(name);
    assertThat(HostName.canonical(name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "a..test",
        ".a.test",
        "a.test..",
        "-a.test",
        "a-.test",
        "a.-",
        "a.test-",
        "a_b.test",
        "a b.test",
        " a.test",
        "a.test ",
        "*.test",
        "a.test:443",
        "a/b",
        "a@b",
        "a,b",
        "a\0.test",
        "a.test\n",
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "1",
        "a.1",
        "1.2.3.4.5",
        "::1",
        "[::1]",
        "a%20.test",
        "a.test\u007f"
      })
  void notAHostName_isRefused(String text) {
    assertThat(HostName.canonical(text)).isNull();
    assertThat(canonicalOfBytes(text)).isNull();
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(BadValueException.class)
        .hasMessageStartingWith("is not a host name (expected ");
  }

  @Test
  void labels_haveUpTo63Characters() {
    assertThat(HostName.canonical("a".repeat(63) + ".test")).isNotNull();
    assertThat(HostName.canonical("a".repeat(64) + ".test")).isNull();
    assertThat(HostName.canonical("test." + "a".repeat(63))).isNotNull();
    assertThat(HostName.canonical("test." + "a".repeat(64))).isNull();
  }

  @Test
  void names_haveUpTo253Characters() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));
    assertThat(longest).hasSize(253);
    assertThat(HostName.canonical(longest)).isEqualTo(longest);
    assertThat(HostName.canonical(longest + ".")).isEqualTo(longest);
    assertThat(canonicalOfBytes(longest + ".")).isEqualTo(longest);
    assertThat(HostName.canonical(longest + "a")).isNull();
    assertThat(HostName.canonical(longest + "a.")).isNull();
    assertThat(canonicalOfBytes(longest + "a")).isNull();
    assertThat(canonicalOfBytes("a".repeat(10_000))).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"b\u00fccher.test", "\u212a.test", "\uff41.test", "a\u3002test"})
  void unicode_overTheWire_isRefused(String text) {
    assertThat(HostName.canonical(text)).isNull();
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
    assertThat(HostName.canonical(bytes, 0, bytes.limit())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "b\u00fccher.test, xn--bcher-kva.test",
    "B\u00dcCHER.test., xn--bcher-kva.test",
    "bu\u0308cher.test, xn--bcher-kva.test",
    "\u4f8b\u3048.\u30c6\u30b9\u30c8, xn--r8jz45g.xn--zckzah",
  })
  void unicode_inTheConfiguration_becomesALabels(String text, String name) throws Exception {
    assertThat(HostName.parse(text)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fa\u00df.test", "\u03c2.test", "a\u200db.test", "a\u200cb.test"})
  void unicode_thatStandardsReadDifferently_isRefused(String text) {
    assertThatThrownBy(() -> HostName.parse(text))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("IDNA 2003 and 2008");
  }

  @Test
  void bytes_areReadWhereTheyLie() {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(20).put(4, "A.test".getBytes(StandardCharsets.US_ASCII));
    bytes.position(7);
    assertThat(HostName.canonical(bytes, 4, 6)).isEqualTo("a.test");
    assertThat(HostName.canonical(bytes, 5, 5)).isNull();
    assertThat(HostName.canonical(bytes, 4, 0)).isNull();
    assertThat(bytes.position()).isEqualTo(7);
    assertThat(bytes.get(4)).isEqualTo((byte) 'A');
  }

  private static @Nullable String canonicalOfBytes(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return HostName.canonical(ByteBuffer.wrap(bytes), 0, bytes.length);
  }
}
