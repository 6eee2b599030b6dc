package dev.sluice.runtime.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.runtime.backend.Backends;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** C16: names that clients think up are looked up and forgotten, a million of them. */
class RandomNamesTest {

  private static final int NAMES = 1_000_000;

  /** A hello for a name of 32 characters, by hand: RFC 8446 section 4.1.2. */
  private static final byte[] HELLO =
      HexFormat.of()
          .parseHex(
              "1603010058010000540303"
                  + "00".repeat(32)
                  + "0000021301010000290000002500230000"
                  + "20"
                  + "78".repeat(32));

  private static final int NAME = HELLO.length - 32;

  private record Visitor(SocketAddress address, SocketAddress localAddress, String frontend)
      implements Client {}

  private static final Client CLIENT =
      new Visitor(new InetSocketAddress(1), new InetSocketAddress(2), "f");

  private record ByName(HostNames names) implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of(Need.CLIENT_HELLO);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.YES;
    }
  }

  private record Always() implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.YES;
    }
  }

  @Test
  void millionRandomNames_areRouted_andLeaveNothingOnTheHeap() throws BadValueException {
    HostPattern wildcard = HostPattern.parse("*.w.test");
    HostIndex.Builder<String> map = HostIndex.builder();
    map.add(HostPattern.parse("**.m.test"), "b");
    RouteTable table =
        RouteTable.builder()
            .add(new ByName(new HostNames(Subject.SNI, List.of(wildcard))), route("wildcard"))
            .addMap(
                new Always(),
                Subject.SNI,
                Set.of(Need.CLIENT_HELLO),
                map.build(),
                Map.of("b", route("map")))
            .build(null);
    SplittableRandom random = new SplittableRandom(16);
    byte[] hello = HELLO.clone();
    int[] found = new int[3];
    route(table, hello, random, NAMES / 10, found);
    long before = usedAfterCollection();
    route(table, hello, random, NAMES, found);
    long after = usedAfterCollection();

    assertThat(found).containsOnly((NAMES + NAMES / 10) / 3, (NAMES + NAMES / 10) / 3 + 1);
    // One byte a name would be more than this, and a table with a million names 50 MB.
    assertThat(after - before).as("growth of the heap").isLessThan(1_000_000);
  }

  private static void route(
      RouteTable table, byte[] hello, SplittableRandom random, int count, int[] found) {
    for (int i = 0; i < count; i++) {
      int kind = found[0] <= found[1] ? found[0] <= found[2] ? 0 : 2 : 1;
      name(hello, random, List.of(".w.test", ".m.test", ".e.test").get(kind));
      Inspector inspector = new Inspector();
      inspector.see(ByteBuffer.wrap(hello));
      String route =
          switch (table.decide(CLIENT, inspector)) {
            case RouteTable.Found(Route it) -> String.valueOf(it.name());
            case RouteTable.None() -> "none";
            case RouteTable.Pending() -> "pending";
          };
      if (!route.equals(List.of("wildcard", "map", "none").get(kind))) {
        throw new AssertionError("kind " + kind + " was routed to " + route);
      }
      found[kind]++;
    }
  }

  /** A random label of 25 hexadecimal digits before a fixed domain. */
  private static void name(byte[] hello, SplittableRandom random, String domain) {
    long bits = 0;
    for (int i = 0; i < 32 - domain.length(); i++) {
      bits = i % 16 == 0 ? random.nextLong() : bits >>> 4;
      hello[NAME + i] = (byte) Character.forDigit((int) (bits & 0xf), 16);
    }
    for (int i = 0; i < domain.length(); i++) {
      hello[NAME + 32 - domain.length() + i] = (byte) domain.charAt(i);
    }
  }

  private static Route route(String name) {
    return new Route(name, "test", Backends.empty(name));
  }

  private static long usedAfterCollection() {
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
