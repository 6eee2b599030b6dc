package dev.sluice.runtime.frontend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.runtime.backend.Backends;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RouteTableTest {

  /** A ClientHello for a.test: RFC 8446 section 4.1.2, by hand. */
  private static final byte[] HELLO =
      HexFormat.of()
          .parseHex(
              "160301003e0100003a0303"
                  + "00".repeat(32)
                  + "000002130101000"
                  + "00f0000000b0009000006612e74657374");

  private static final byte[] BROKEN_HELLO = HexFormat.of().parseHex("1603010004020000ff");
  private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n".getBytes(US_ASCII);

  private record Visitor(SocketAddress address, SocketAddress localAddress, String frontend)
      implements Client {}

  private static final Client CLIENT =
      new Visitor(new InetSocketAddress(1), new InetSocketAddress(2), "f");

  private record Fixed(Answer answer) implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return answer;
    }
  }

  private record ByName(HostNames names) implements Matcher {
    @Override
    public Set<Need> needs() {
      return names.subject() == HostNames.Subject.SNI
          ? Set.of(Need.CLIENT_HELLO)
          : Set.of(Need.REQUEST_HEAD);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      throw new AssertionError("names are answered from the index");
    }
  }

  private static final class Plaintext implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of(Need.CLIENT_HELLO);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      if (preface.tls() == Inspection.PENDING) {
        return Answer.MORE;
      }
      return preface.tls() == Inspection.OTHER ? Answer.YES : Answer.NO;
    }

    @Override
    public boolean takesPlaintext() {
      return true;
    }
  }

  private static final Matcher ALWAYS = new Fixed(Answer.YES);
  private static final Matcher NEVER = new Fixed(Answer.NO);

  private static Matcher sni(String... names) {
    return new ByName(new HostNames(HostNames.Subject.SNI, patterns(names)));
  }

  private static Matcher host(String... names) {
    return new ByName(new HostNames(HostNames.Subject.HOST, patterns(names)));
  }

  private static List<HostPattern> patterns(String... names) {
    return List.of(names).stream()
        .map(name -> {
          try {
            return HostPattern.parse(name);
          } catch (BadValueException e) {
            throw new AssertionError(e);
          }
        })
        .toList();
  }

  private static Route route(String name) {
    return new Route(name, "test", Backends.empty(name));
  }

  /** What is decided after each byte; the last is what counts. */
  private static String decide(RouteTable table, byte[] bytes) {
    String whole = decide(table, bytes, bytes.length);
    assertThat(decide(table, bytes, 1)).isEqualTo(whole);
    return whole;
  }

  private static String decide(RouteTable table, byte[] bytes, int cut) {
    Inspector inspector = new Inspector();
    RouteTable.Decision decision = table.decide(CLIENT, inspector);
    for (int n = cut; n <= bytes.length && decision instanceof RouteTable.Pending; n += cut) {
      inspector.see(ByteBuffer.wrap(bytes, 0, n).slice());
      decision = table.decide(CLIENT, inspector);
    }
    if (decision instanceof RouteTable.Pending) {
      inspector.end();
      decision = table.decide(CLIENT, inspector);
      return "at the end " + text(decision);
    }
    return text(decision);
  }

  private static String text(RouteTable.Decision decision) {
    return switch (decision) {
      case RouteTable.Pending() -> "pending";
      case RouteTable.None() -> "none";
      case RouteTable.Found(Route found) -> String.valueOf(found.name());
    };
  }

  private static RouteTable table(@Nullable Route fallback, Object... matchersAndNames) {
    RouteTable.Builder table = RouteTable.builder();
    for (int i = 0; i < matchersAndNames.length; i += 2) {
      table.add((Matcher) matchersAndNames[i], route((String) matchersAndNames[i + 1]));
    }
    return table.build(fallback);
  }

  @Test
  void withoutByteMatcher_decidesAtOnce() {
    RouteTable table = table(route("default"), NEVER, "never");
    assertThat(table.inspects()).isFalse();
    assertThat(decide(table, new byte[0])).isEqualTo("default");
  }

  @Test
  void firstRouteInFileOrder_winsWithinARunOfNames() {
    RouteTable table = table(null, sni("*.test"), "wild", sni("a.test"), "exact");
    assertThat(decide(table, HELLO)).isEqualTo("wild");
  }

  @Test
  void routeThatWaits_holdsUpThoseBehindIt() {
    RouteTable table = table(null, sni("b.test"), "b", ALWAYS, "rest");
    assertThat(decide(table, HELLO)).isEqualTo("rest");
    assertThat(decide(table, REQUEST)).isEqualTo("none");
    assertThat(decide(table, BROKEN_HELLO)).isEqualTo("none");
  }

  @Test
  void routeByAddressBeforeNames_isTakenWithoutLookingAtBytes() {
    RouteTable table = table(null, ALWAYS, "office", sni("a.test"), "a");
    assertThat(decide(table, new byte[0])).isEqualTo("office");
    assertThat(decide(table, REQUEST)).isEqualTo("office");
  }

  @Test
  void defaultBackend_isReachedByACompleteHelloOnly() {
    RouteTable table = table(route("default"), sni("b.test"), "b");
    assertThat(decide(table, HELLO)).isEqualTo("default");
    assertThat(decide(table, REQUEST)).isEqualTo("none");
    assertThat(decide(table, BROKEN_HELLO)).isEqualTo("none");
    byte[] half = java.util.Arrays.copyOf(HELLO, 20);
    assertThat(decide(table, half)).isEqualTo("at the end none");
  }

  @Test
  void plaintextRoute_takesWhatIsNotTls_andNothingElse() {
    RouteTable table = table(route("default"), sni("a.test"), "a", new Plaintext(), "plain");
    assertThat(decide(table, REQUEST)).isEqualTo("plain");
    assertThat(decide(table, HELLO)).isEqualTo("a");
    assertThat(decide(table, BROKEN_HELLO)).isEqualTo("none");
  }

  @Test
  void httpTable_takesWellFormedRequestsOnly() {
    RouteTable table = table(route("default"), host("b.test"), "b");
    assertThat(decide(table, REQUEST)).isEqualTo("default");
    assertThat(decide(table, HELLO)).isEqualTo("none");
    assertThat(decide(table, "GET / HTTP/1.1\n\n".getBytes(US_ASCII))).isEqualTo("none");
  }

  @Test
  void hostAndSniMatchersOnOneFrontend_eachSeeTheirProtocol() {
    RouteTable table =
        table(null, sni("a.test"), "tls", new Plaintext(), "plain", host("a.test"), "unreachable");
    assertThat(decide(table, HELLO)).isEqualTo("tls");
    assertThat(decide(table, REQUEST)).isEqualTo("plain");
  }
}
