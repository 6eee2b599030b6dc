package dev.sluice.runtime.http.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.forward.FieldEdits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of Cookie fields; the tables are what HAProxy 2.6 did with them. */
class RequestCookiesTest {

  private static final PersistenceCookie PREFIX = cookie(true, false);
  private static final PersistenceCookie INSERT = cookie(false, false);
  private static final PersistenceCookie INDIRECT = cookie(false, true);

  private final List<String> seen = new ArrayList<>();

  private static PersistenceCookie cookie(boolean prefix, boolean indirect) {
    return new PersistenceCookie(
        "J", new PersistenceCookie.Options(prefix, indirect, false, false, false, "; path=/"));
  }

  /** The values of the Cookie fields as a server gets them. */
  private List<String> sent(PersistenceCookie cookie, String... values) {
    List<String> lines = new ArrayList<>();
    for (String value : values) {
      lines.add("Cookie: " + value);
    }
    FieldSection fields = Heads.head(Heads.with(lines.toArray(String[]::new))).fields();
    FieldEdits edits =
        RequestCookies.read(
            cookie,
            fields,
            FieldEdits.NONE,
            (bytes, start, end) ->
                seen.add(new String(bytes, start, end - start, StandardCharsets.ISO_8859_1)));
    List<String> sent = new ArrayList<>();
    for (int field = 1; field < fields.count(); field++) {
      if (!edits.removes(fields, field)) {
        byte[] value = edits.value(fields, field);
        sent.add(value == null ? fields.value(field) : text(value));
      }
    }
    return sent;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // sent                           | the server gets            | names a server
        "J=B~x                            | J=x                        | B",
        "a=1; J=B~x; b=2                  | a=1; J=x; b=2              | B",
        "a=1;J=B~x;b=2                    | a=1;J=x;b=2                | B",
        "J=B~x~y                          | J=x~y                      | B",
        "J=B~                             | J=                         | B",
        "J=B                              | J=B                        | B",
        "J=                               | J=                         | ``",
        "J                                | J                          | ",
        "j=B~x; JJ=B~x; K=B~x             | j=B~x; JJ=B~x; K=B~x       | ",
        "J=\"B~x\"                        | J=x\"                      | \"B",
        "$Version=1; J=B~x; $Path=/       | $Version=1; J=x; $Path=/   | B",
        "J=B~x; J=A~y                     | J=x; J=y                   | B/A",
        "J = B~x ; c = d                  | J=x ; c=d                  | B",
        "a=\"x; J=B~q\"; b=1              | a=\"x; J=B~q\"; b=1        | ",
        "a=\"x\\\"; J=B~q\"; J=C~r        | a=\"x\\\"; J=B~q\"; J=r    | C",
        "a=1, J=B~x                       | a=1, J=x                   | B",
        ";;J=B~x;;                        | ;;J=x;;                    | B",
        "=B~x                             | =B~x                       | ",
      })
  void prefix_isTakenOff(String value, String expected, String names) {
    assertThat(sent(PREFIX, value)).containsExactly(expected);
    assertThat(String.join("/", seen)).isEqualTo(names == null ? "" : names);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // sent                              | the server gets
        "J=B                                 | ",
        "a=1; J=B; b=2                       | a=1; b=2",
        "a=1; J=B                            | a=1",
        "a=1 ; J=B                           | a=1",
        "J=B; b=2                            | b=2",
        "a=1;J=B;b=2                         | a=1; b=2",
        "a=1;  J=B;  b=2                     | a=1; b=2",
        "a=1 ; J=B ; b=2                     | a=1; b=2",
        "J=A; a=1; J=B; b=2; J=A             | a=1; b=2",
        "J=B; J=A                            | ",
        "$Version=1; J=B; $Path=/            | ",
        "$Version=1; J=B; $Path=/; a=1; $Path=/x | $Version=1; a=1; $Path=/x",
        "$Version=1; a=2; $Path=/; J=B; $Path=/  | $Version=1; a=2; $Path=/",
        "J = B ; c = d                       | c=d",
        "J                                   | J",
        "a; J=B                              | a",
        "J=B; a                              | a",
        "J=                                  | ",
        "a=\"x; J=B\"; b=1                   | a=\"x; J=B\"; b=1",
        "a=1, J=B; c=1                       | a=1; c=1",
        "a=1; J=B, c=1                       | a=1, c=1",
        ";;J=B;;                             | ;; ;",
        "a=1;;J=B;;b=1                       | a=1;; ;b=1",
        ";J=B;a                              | a",
        "; J=B                               | ",
        ",J=B                                | ",
        "J=B;                                | ",
        "J=B; $x                             | ",
        "a = 1; b= 2; J =B                   | a=1; b=2",
        "J=\"B                               | ",
      })
  void indirect_isTakenOut(String value, String expected) {
    List<String> sent = sent(INDIRECT, value);
    assertThat(String.join("/", sent)).isEqualTo(expected == null ? "" : expected);
    assertThat(sent).hasSize(expected == null ? 0 : 1);
  }

  @Test
  void direct_staysAsItIs() {
    assertThat(sent(INSERT, "a=1; J=B|Zx|Zy; b=2", "J=~"))
        .containsExactly("a=1; J=B|Zx|Zy; b=2", "J=~");
    assertThat(seen).containsExactly("B", "~");
  }

  @Test
  void severalFields_areOneAfterTheOther() {
    assertThat(sent(INDIRECT, "a=1", "J=B", "J=A; b=2")).containsExactly("a=1", "b=2");
    assertThat(seen).containsExactly("B", "A");
  }

  @Provide
  Arbitrary<String> lists() {
    Arbitrary<String> other = Arbitraries.of("a=1", "bb=", "c", "J2=x", "d=\"q;r\"", "$e=1", "j=y");
    return Arbitraries.oneOf(other, Arbitraries.of("J=A~1", "J=B", "J=\"C;~z\"", "J=~"))
        .list()
        .ofMaxSize(8)
        .map(cookies -> String.join("; ", cookies));
  }

  @Provide
  Arbitrary<String> rubbish() {
    return Arbitraries.of("J", "=", "a", ";", ",", " ", "~", "\"", "\\", "$", "\t", "J=")
        .list()
        .ofMaxSize(20)
        .map(parts -> String.join("", parts).strip());
  }

  /** A prefix comes off as it was put on, and nothing else differs. */
  @Property(tries = 500)
  void prefix_thatWasPutOn_isTakenOff(@ForAll("lists") String value) {
    assertThat(String.join("", sent(PREFIX, value.replaceAll("(^|; )J=", "$1J=S~"))))
        .isEqualTo(value);
  }

  /** No two cookies become one, and none of another name is lost. */
  @Property(tries = 500)
  void indirect_losesNoOther(@ForAll("lists") String value) {
    List<String> others = others(value);
    assertThat(others(String.join("", sent(INDIRECT, value)))).isEqualTo(others);
  }

  private static List<String> others(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
    CookieList cookies = new CookieList(bytes, 0, bytes.length);
    List<String> others = new ArrayList<>();
    while (cookies.next()) {
      if (!cookies.isAttribute() && !cookies.isNamed(new byte[] {'J'})) {
        others.add(value.substring(cookies.nameStart(), cookies.valueEnd()));
      }
    }
    others.remove("");
    return others;
  }

  @Property(tries = 2000)
  void anything_isReadToItsEnd_andNothingIsAdded(@ForAll("rubbish") String value) {
    for (PersistenceCookie cookie : List.of(PREFIX, INSERT, INDIRECT)) {
      for (String sent : sent(cookie, value)) {
        assertThat(sent.length()).isLessThanOrEqualTo(value.length());
      }
    }
  }
}
