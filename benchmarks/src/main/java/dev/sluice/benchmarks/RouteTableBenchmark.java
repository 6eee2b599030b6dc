package dev.sluice.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.runtime.backend.Attempts;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.backend.Servers;
import dev.sluice.runtime.frontend.Inspector;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From the bytes of a ClientHello to its route, where the names come from routes or from a map
 * file. Hellos of 64 names take turns, as in {@link HostIndexBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class RouteTableBenchmark {

  private static final int HELLOS = 64;

  /** A hello for a name of 24 characters, which follow. */
  private static final byte[] BEGINNING =
      HexFormat.of()
          .parseHex(
              "16030100500100004c0303"
                  + "00".repeat(32)
                  + "000002130101000021"
                  + "0000001d001b000018");

  private static final Client CLIENT =
      new Visitor(new InetSocketAddress(1), new InetSocketAddress(2), "in");

  private record Visitor(SocketAddress address, SocketAddress localAddress, String frontend)
      implements Client {}

  /** Fits always; its names are looked up in the index. */
  private record Always(@Nullable HostNames names) implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.CLIENT_HELLO);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.YES;
    }
  }

  /** How many names there are. */
  @Param({"10", "1000", "100000"})
  int names;

  /** Where they come from. */
  @Param({"routes", "map"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  String source;

  @SuppressWarnings("NullAway.Init") // set by build()
  private RouteTable table;

  private final ByteBuffer[] hellos = new ByteBuffer[HELLOS];
  private int next;

  /** Builds the table and the hellos. */
  @Setup
  public void build() {
    List<HostPattern> patterns =
        IntStream.range(0, names)
            .mapToObj(i -> new HostPattern(HostPattern.Kind.EXACT, name(i)))
            .toList();
    Route route = route();
    RouteTable.Builder builder = RouteTable.builder();
    if (source.equals("map")) {
      HostIndex.Builder<String> index = HostIndex.builder();
      patterns.forEach(pattern -> index.add(pattern, "b"));
      builder.addMap(
          new Always(null),
          Subject.SNI,
          Set.of(Need.CLIENT_HELLO),
          index.build(),
          Map.of("b", route));
    } else {
      patterns.forEach(
          pattern -> builder.add(new Always(new HostNames(Subject.SNI, List.of(pattern))), route));
    }
    table = builder.build(null);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < HELLOS; i++) {
      byte[] name = name(random.nextInt(names)).getBytes(US_ASCII);
      hellos[i] =
          ByteBuffer.allocateDirect(BEGINNING.length + name.length).put(BEGINNING).put(name).flip();
    }
  }

  private static String name(int i) {
    return "c%06d.apps.example.com".formatted(i);
  }

  private static Route route() {
    return new Route("route", "benchmark", backend("app"));
  }

  /** Reads and routes one hello. */
  @Benchmark
  public RouteTable.Decision hello() {
    Inspector inspector = new Inspector();
    inspector.see(hellos[next++ & (HELLOS - 1)]);
    RouteTable.Decision decision = table.decide(CLIENT, inspector);
    if (!(decision instanceof RouteTable.Found)) {
      throw new IllegalStateException("not found: " + decision);
    }
    return decision;
  }

  private static Backend backend(String name) {
    Duration second = Duration.ofSeconds(1);
    BackendState state = new ServerStates(server -> {}).backend(name);
    return new Backend(
        name,
        new Servers(List.of(), state),
        List.of(),
        (usable, session) -> usable.getFirst(),
        Set.of(),
        new Attempts(0, false, second, second),
        second,
        second,
        null,
        null,
        state);
  }
}
