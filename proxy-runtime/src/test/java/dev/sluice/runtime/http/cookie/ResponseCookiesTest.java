package dev.sluice.runtime.http.cookie;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.HeadWriter;
import dev.sluice.runtime.http.response.ResponseHead;
import dev.sluice.runtime.http.response.Responses;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of Set-Cookie fields; the tables are what HAProxy 2.6 did with them. */
class ResponseCookiesTest {

  private static PersistenceCookie cookie(boolean prefix, boolean preserve, boolean postonly) {
    return new PersistenceCookie(
        "J", new PersistenceCookie.Options(prefix, false, true, postonly, preserve, "; path=/"));
  }

  /** What the client gets of a response to a request that did not name the server. */
  private static List<String> got(PersistenceCookie cookie, String method, String... lines) {
    ResponseHead head =
        Responses.head(Responses.response("HTTP/1.1 200 OK", String.join("\r\n", lines)));
    ServerCookie server = cookie.of("B");
    ResponseCookies cookies = new ResponseCookies(cookie, server, head, FieldEdits.NONE);
    cookies.insert(server, method, head);
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    boolean written =
        new HeadWriter().response(buffer, head, 0, ConnectionField.NONE, cookies.edits());
    assertThat(written).isTrue();
    String text = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
    return text.lines()
        .skip(1)
        .filter(line -> !line.isEmpty() && !line.startsWith("Content-Length"))
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "J=abc; Path=/; HttpOnly | J=B~abc; Path=/; HttpOnly",
        "J=\"abc\"; Path=/       | J=B~\"abc\"; Path=/",
        "J=; Max-Age=0           | J=B~; Max-Age=0",
        "J                       | J",
        "J = abc ;Path=/         | J=B~abc ;Path=/",
        "a = abc                 | a=abc",
        "j=abc                   | j=abc",
        "a=1, J=b                | a=1, J=b",
        "J=b, a=1                | J=B~b, a=1",
        "a=J=b                   | a=J=b",
        "J=A~abc                 | J=B~A~abc",
        "a=1; J=b                | a=1; J=b",
      })
  void prefix_isPutInFront(String value, String expected) {
    assertThat(got(cookie(true, false, false), "GET", "A: 1", "Set-Cookie: " + value, "Z: 1"))
        .containsExactly("A: 1", "Set-Cookie: " + expected, "Z: 1");
  }

  @Test
  void prefix_ofServerWithoutValue_isNone() {
    PersistenceCookie cookie = cookie(true, false, false);
    ResponseHead head = Responses.head(Responses.response("HTTP/1.1 200 OK", "Set-Cookie: J=a"));
    ResponseCookies cookies = new ResponseCookies(cookie, cookie.of(null), head, FieldEdits.NONE);
    assertThat(cookies.edits()).isSameAs(FieldEdits.NONE);
    assertThat(cookies.done()).isEqualTo(ResponseCookies.Done.NONE);
  }

  @Test
  void insert_takesTheServersOwnOut_andAddsOursBehindAll() {
    assertThat(
            got(
                cookie(false, false, false),
                "GET",
                "Set-Cookie: J=x; Path=/",
                "Set-Cookie: K=y",
                "Set-Cookie: J=z",
                "Cache-Control: no-store"))
        .containsExactly("Set-Cookie: K=y", "Cache-Control: no-store", "Set-Cookie: J=B; path=/");
  }

  @Test
  void preserve_keepsTheServersOwn() {
    PersistenceCookie cookie = cookie(false, true, false);
    assertThat(got(cookie, "GET", "Set-Cookie: J=x")).containsExactly("Set-Cookie: J=x");
    assertThat(got(cookie, "POST", "Set-Cookie: K=x"))
        .containsExactly("Set-Cookie: K=x", "Set-Cookie: J=B; path=/");
  }

  @Test
  void postonly_isSetForPostAlone() {
    PersistenceCookie cookie = cookie(false, false, true);
    assertThat(got(cookie, "GET", "A: 1")).containsExactly("A: 1");
    assertThat(got(cookie, "POST", "A: 1")).containsExactly("A: 1", "Set-Cookie: J=B; path=/");
  }

  @Test
  void serverWithoutValue_makesTheClientForget() {
    PersistenceCookie cookie = cookie(false, false, false);
    ResponseHead head = Responses.head(Responses.response("HTTP/1.1 200 OK", "Expires: 0"));
    ServerCookie server = cookie.of(null);
    ResponseCookies cookies = new ResponseCookies(cookie, server, head, FieldEdits.NONE);
    cookies.insert(server, "POST", head);
    ByteBuffer buffer = ByteBuffer.allocate(4096);
    assertThat(new HeadWriter().response(buffer, head, 0, ConnectionField.NONE, cookies.edits()))
        .isTrue();
    assertThat(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString())
        .contains("Set-Cookie: J=; Expires=Thu, 01-Jan-1970 00:00:01 GMT; path=/\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET     | A: 1                                     | true",
        "HEAD    | ETag: 1                                  | true",
        "OPTIONS | ETag: 1                                  | true",
        "POST    | ETag: 1                                  | false",
        "POST    | Cache-Control: public                    | true",
        "GET     | Cache-Control: max-age=3                 | true",
        "GET     | Cache-Control: max-age=0                 | false",
        "GET     | Cache-Control: private, max-age=3        | false",
        "GET     | Cache-Control: no-cache                  | false",
        "GET     | Cache-Control: No-Store, max-age=3       | false",
        "GET     | Cache-Control: no-cache=x, max-age=3     | true",
        "GET     | Pragma: no-cache                         | false",
      })
  void nocache_isForResponsesThatMayBeKept(String method, String field, boolean added) {
    assertThat(got(cookie(false, false, false), method, field).contains("Cache-control: private"))
        .isEqualTo(added);
  }
}
