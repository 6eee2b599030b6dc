package dev.sluice.plugin.accesslogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.Termination;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TcpLogTest {

  private static final SocketAddress CLIENT = new InetSocketAddress("192.0.2.7", 33317);
  private static final Instant ACCEPTED = Instant.parse("2026-11-23T09:12:13.007Z");
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

  private final TcpLog format = new TcpLog(ZONE, new LineEnd(false, false));

  private String line(SessionRecord session) {
    StringBuilder line = new StringBuilder();
    format.format(session, line);
    return line.toString();
  }

  private static SessionRecord relayed(SocketAddress client) {
    return new EndedSession(
        client,
        "https-in",
        ACCEPTED,
        "app",
        "s1",
        Duration.ZERO,
        Duration.ofNanos(1_999_999),
        Duration.ofMillis(5007),
        212_000_000_000L,
        Termination.NORMAL,
        0,
        false);
  }

  private static SessionRecord unrelayed(
      @Nullable String backend, @Nullable Duration queued, Termination end) {
    return new EndedSession(
        CLIENT, "https-in", ACCEPTED, backend, null, queued, null, Duration.ZERO, 0, end, 0, false);
  }

  @Test
  void relayedSession_readsAsInHaproxy() {
    assertThat(line(relayed(CLIENT)))
        .isEqualTo(
            "192.0.2.7:33317 [23/Nov/2026:10:12:13.007] https-in app/s1 0/1/5007 212000000000 --"
                + " 5/4/3/2/0 8/9");
  }

  @Test
  void sessionWithoutBackend_showsItsFrontendAndNoServer() {
    assertThat(line(unrelayed(null, null, new Termination('P', 'R'))))
        .isEqualTo(
            "192.0.2.7:33317 [23/Nov/2026:10:12:13.007] https-in https-in/<NOSRV> -1/-1/0 0 PR"
                + " 5/4/3/2/0 8/9");
  }

  @Test
  void sessionThatWaitedForNothing_showsItsBackendAndNoServer() {
    assertThat(line(unrelayed("app", Duration.ofMillis(1001), new Termination('s', 'Q'))))
        .contains(" https-in app/<NOSRV> 1001/-1/0 0 sQ ");
  }

  @Test
  void redispatchedSession_hasAPlusBeforeItsRetries() {
    SessionRecord session =
        new EndedSession(
            CLIENT,
            "f",
            ACCEPTED,
            "b",
            "s",
            Duration.ZERO,
            Duration.ZERO,
            Duration.ZERO,
            0,
            Termination.NORMAL,
            3,
            true);

    assertThat(line(session)).endsWith(" -- 5/4/3/2/+3 8/9");
  }

  private static SessionRecord ended(String name, String why) {
    return new EndedSession(
        CLIENT,
        name,
        ACCEPTED,
        name,
        name,
        null,
        null,
        Duration.ZERO,
        0,
        Termination.NORMAL,
        0,
        false,
        why);
  }

  @Test
  void why_isTheLastFieldIfItIsAskedFor_andNothingElseChanges() {
    SessionRecord session = ended("app", "sni:pump@gen3 Connection refused: /192.0.2.1:443");
    StringBuilder line = new StringBuilder();

    new TcpLog(ZONE, new LineEnd(false, true)).format(session, line);

    assertThat(line)
        .hasToString(line(session) + " why=\"sni:pump@gen3 Connection refused: /192.0.2.1:443\"");
    assertThat(line(session)).doesNotContain("why");
  }

  @Property
  void anyWhy_staysOneFieldInQuotes(@ForAll("names") String why) {
    StringBuilder line = new StringBuilder();

    new TcpLog(ZONE, new LineEnd(false, true)).format(ended("app", why), line);

    assertThat(line).containsPattern("^[^\"]* 8/9 why=\"[ !#-~]*\"$");
  }

  @ParameterizedTest
  @CsvSource({
    "::1, ::1",
    "::, ::",
    "2001:db8::1:0:0:5, 2001:db8::1:0:0:5",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "ABCD:12:3:0:0:0:0:f00, abcd:12:3::f00",
    "::ffff:192.0.2.1, 192.0.2.1",
  })
  void ipv6Client_isWrittenInItsShortestForm(String address, String text)
      throws UnknownHostException {
    InetSocketAddress client = new InetSocketAddress(InetAddress.getByName(address), 42);

    assertThat(line(relayed(client))).startsWith(text + ":42 [");
  }

  @Property
  void ipv6Client_canBeReadBack(@ForAll @Size(16) byte[] ip) throws UnknownHostException {
    StringBuilder text = new StringBuilder();
    InetAddress address = InetAddress.getByAddress(ip);

    AddressText.append(text, new InetSocketAddress(address, 1));

    assertThat(text).endsWith(":1");
    assertThat(InetAddress.getByName(text.substring(0, text.length() - 2))).isEqualTo(address);
  }

  @Test
  void clientOnAUnixSocket_isShownAsSuch() {
    assertThat(line(relayed(UnixDomainSocketAddress.of("")))).startsWith("unix:1 [23/Nov/2026:");
  }

  @Property
  void anyName_staysOneField(@ForAll("names") String name) {
    SessionRecord session = ended(name, "");

    assertThat(line(session))
        .matches(
            Pattern.compile(
                "192\\.0\\.2\\.7:33317 \\[[^]]+] ([!-~]*) \\1/\\1 -1/-1/0 0 -- 5/4/3/2/0 8/9"));
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(20), Arbitraries.strings().ascii().ofMaxLength(20));
  }

  @Test
  void id_standsBeforeWhy_ifAsked() {
    StringBuilder line = new StringBuilder();
    SessionRecord session = ended("app", "always@gen1");

    new LineEnd(true, true).append(line, session);

    assertThat(line).hasToString(" id=" + session.id() + " why=\"always@gen1\"");
  }

  @Test
  void oddCharacters_areShownByTheirBytes() {
    StringBuilder line = new StringBuilder();

    Escape.word(line, "a b\n\"#\u00e9\ud83d\ude00");

    assertThat(line).hasToString("a#20b#0A#22#23#C3#A9#F0#9F#98#80");
  }

  @Property
  void dateOfAnyInstant_isThatOfTheFormat(@ForAll("instants") Instant first) {
    DateTimeFormatter expected =
        DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss.SSS", Locale.ENGLISH).withZone(ZONE);
    LogDate date = new LogDate(ZONE);
    // One slot further on, back, and in the slot that the first one is in.
    for (long seconds : new long[] {0, 1, 0, 128, 0}) {
      Instant instant = first.plusSeconds(seconds);
      StringBuilder line = new StringBuilder();
      date.append(line, instant);
      assertThat(line).hasToString(expected.format(instant));
    }
  }

  @Provide
  Arbitrary<Instant> instants() {
    return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
  }
}
