package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.Heads;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedFieldsTest {

  private static final SocketAddress CLIENT = address("192.0.2.7");
  private static final SocketAddress LOCAL = new InetSocketAddress("192.0.2.1", 8443);

  private static boolean nobody(InetAddress address) {
    return address.isMulticastAddress();
  }

  private static boolean everybody(InetAddress address) {
    return !address.isMulticastAddress();
  }

  private static SocketAddress address(String literal) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), 50_000);
  }

  private static ForwardedFields.Options forOnly(
      boolean ifNone, Predicate<InetAddress> except, Predicate<InetAddress> trusted) {
    return new ForwardedFields.Options(true, ifNone, except, false, false, false, trusted);
  }

  private static ForwardedFields.Options all(Predicate<InetAddress> trusted) {
    return new ForwardedFields.Options(
        true, false, ForwardedFieldsTest::nobody, true, true, true, trusted);
  }

  private static Head forwarded(
      ForwardedFields.Options options, SocketAddress client, String... lines) {
    ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
    FieldEdits edits = new ForwardedFields(options, client, LOCAL, true);
    Head head = Heads.head(Heads.with(lines));
    assertThat(new HeadWriter().request(buffer, head, ConnectionField.NONE, edits)).isTrue();
    return Heads.head(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
  }

  @Test
  void forwardedFor_endsWithTheClient_inOneLine() {
    ForwardedFields.Options options =
        forOnly(false, ForwardedFieldsTest::nobody, ForwardedFieldsTest::everybody);
    Head head =
        forwarded(
            options, CLIENT, "x-forwarded-for: 10.0.0.1", "A: b", "X-Forwarded-For: 10.0.0.2");
    assertThat(head.header("x-forwarded-for")).containsExactly("10.0.0.1, 10.0.0.2, 192.0.2.7");
    assertThat(head.fieldName(head.fieldCount() - 1)).isEqualTo("X-Forwarded-For");
  }

  @Test
  void except_neitherAddsNorRemoves() {
    Predicate<InetAddress> except = InetAddress.ofLiteral("192.0.2.7")::equals;
    Head alone = forwarded(forOnly(false, except, ForwardedFieldsTest::everybody), CLIENT, "A: b");
    assertThat(alone.header("x-forwarded-for")).isEmpty();
    Head head =
        forwarded(
            forOnly(false, except, ForwardedFieldsTest::nobody),
            CLIENT,
            "X-Forwarded-For: 10.0.0.1");
    assertThat(head.header("x-forwarded-for")).containsExactly("10.0.0.1");
    Head other =
        forwarded(
            forOnly(false, except, ForwardedFieldsTest::nobody), address("192.0.2.8"), "A: b");
    assertThat(other.header("x-forwarded-for")).containsExactly("192.0.2.8");
  }

  @Test
  void ifNone_addsOnlyWhereNoneIsKept() {
    String sent = "X-Forwarded-For: 10.0.0.1";
    Head trusted =
        forwarded(
            forOnly(true, ForwardedFieldsTest::nobody, ForwardedFieldsTest::everybody),
            CLIENT,
            sent);
    assertThat(trusted.header("x-forwarded-for")).containsExactly("10.0.0.1");
    Head missing =
        forwarded(
            forOnly(true, ForwardedFieldsTest::nobody, ForwardedFieldsTest::everybody),
            CLIENT,
            "A: b");
    assertThat(missing.header("x-forwarded-for")).containsExactly("192.0.2.7");
    Head untrusted =
        forwarded(
            forOnly(true, ForwardedFieldsTest::nobody, ForwardedFieldsTest::nobody), CLIENT, sent);
    assertThat(untrusted.header("x-forwarded-for")).containsExactly("192.0.2.7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X-Forwarded-For: 10.0.0.1",
        "x-forwarded-for: 10.0.0.1\r\nX-FORWARDED-FOR: 10.0.0.2",
        "X_Forwarded_For: 10.0.0.1",
        "Forwarded: for=10.0.0.1",
        "X-Forwarded-Proto: http",
        "X_Forwarded_Proto: http\r\nX-Forwarded_Port: 1",
        "X-Forwarded-Port: 1\r\nX-Forwarded-Host: evil.test",
        "Connection: X-Forwarded-For, Forwarded, X-Forwarded-Proto",
      })
  void untrustedPeer_hasAllReplaced_byExactlyOneLineEach(String sent) {
    Head head = forwarded(all(ForwardedFieldsTest::nobody), CLIENT, sent);
    assertThat(head.header("x-forwarded-for")).containsExactly("192.0.2.7");
    assertThat(head.header("forwarded")).containsExactly("for=192.0.2.7;proto=https");
    assertThat(head.header("x-forwarded-proto")).containsExactly("https");
    assertThat(head.header("x-forwarded-port")).containsExactly("8443");
    assertThat(head.fieldCount()).isEqualTo(5);
  }

  @Test
  void trustedPeer_isAppendedTo_andItsProtoAndPortStay() {
    Head head =
        forwarded(
            all(ForwardedFieldsTest::everybody),
            CLIENT,
            "X-Forwarded-For: 10.0.0.1",
            "Forwarded: for=10.0.0.1",
            "X-Forwarded-Proto: gopher",
            "x-forwarded-proto: http",
            "X-Forwarded-Port: 80",
            "X_Forwarded_For: 1.1.1.1");
    assertThat(head.header("x-forwarded-for")).containsExactly("10.0.0.1, 192.0.2.7");
    assertThat(head.header("forwarded")).containsExactly("for=10.0.0.1, for=192.0.2.7;proto=https");
    assertThat(head.header("x-forwarded-proto")).containsExactly("http");
    assertThat(head.header("x-forwarded-port")).containsExactly("80");
    assertThat(head.header("x_forwarded_for")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.0.2.7|192.0.2.7|192.0.2.7",
        "::ffff:192.0.2.7|192.0.2.7|192.0.2.7",
        "2001:DB8:0:0:1:0:0:1|2001:db8::1:0:0:1|\"[2001:db8::1:0:0:1]\"",
        "::1|::1|\"[::1]\"",
      })
  void addresses_haveOneForm_andForwardedQuotesIpv6(String literal, String plain, String quoted) {
    Head head = forwarded(all(ForwardedFieldsTest::nobody), address(literal), "A: b");
    assertThat(head.header("x-forwarded-for")).containsExactly(plain);
    assertThat(head.header("forwarded")).containsExactly("for=" + quoted + ";proto=https");
  }

  @Test
  void clientOnUnixSocket_isTrustedAndUnknown() {
    SocketAddress client = UnixDomainSocketAddress.of("");
    Head head = forwarded(all(ForwardedFieldsTest::nobody), client, "X-Forwarded-For: 10.0.0.1");
    assertThat(head.header("x-forwarded-for")).containsExactly("10.0.0.1");
    assertThat(head.header("forwarded")).containsExactly("for=unknown;proto=https");
  }

  @Test
  void tenThousandEntries_ofAnUntrustedPeer_areGone() {
    Head head =
        forwarded(
            all(ForwardedFieldsTest::nobody), CLIENT, "X-Forwarded-For: " + "1,".repeat(5000));
    assertThat(head.header("x-forwarded-for")).containsExactly("192.0.2.7");
  }
}
