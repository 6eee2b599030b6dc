package dev.sluice.benchmarks;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.plugin.client.ClientPlugin;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressNetwork.IPAddressGenerator;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.format.util.DualIPv4v6Tries;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
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

/** Looking a client's address up among networks: our own table and the tries of a library. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SourceBenchmark {

  private static final int CLIENTS = 1024;

  /** How many networks there are. */
  @Param({"10", "10000"})
  public int networks = 10;

  private final DualIPv4v6Tries tries = new DualIPv4v6Tries();
  private final IPAddressGenerator generator = new IPAddressGenerator();
  private List<At> clients = List.of();
  private Filter filter = new Filter() {};
  private int next;

  private record At(InetSocketAddress address) implements Client {

    @Override
    public SocketAddress localAddress() {
      return address;
    }

    @Override
    public String frontend() {
      return "web";
    }
  }

  /** Half of the networks and of the clients are IPv6. */
  @Setup
  public void fill() {
    Random random = new Random(1);
    List<String> texts =
        IntStream.range(0, networks)
            .mapToObj(i -> literal(random, i) + (i % 2 == 0 ? "/24" : "/48"))
            .toList();
    texts.forEach(text -> tries.add(new IPAddressString(text).getAddress().toPrefixBlock()));
    filter = deny(texts);
    clients =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> new InetSocketAddress(InetAddress.ofLiteral(literal(random, i)), 1))
            .map(At::new)
            .toList();
  }

  private static String literal(Random random, int i) {
    return i % 2 == 0
        ? "10.%d.%d.%d".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256))
        : "2001:db8:%x:%x::1".formatted(random.nextInt(65536), random.nextInt(65536));
  }

  /** By way of a file, as a large list comes. */
  private static Filter deny(List<String> texts) {
    Path path = Path.of("networks.txt");
    List<TextFile.Line> lines =
        IntStream.range(0, texts.size())
            .mapToObj(i -> new TextFile.Line(path, i + 1, texts.get(i)))
            .toList();
    Factory<Filter> factory = new ClientPlugin().filters().getLast();
    Settings.Builder settings = Settings.builder();
    factory.settings().keys().stream()
        .filter(key -> key.name().equals("file"))
        .forEach(key -> settings.put(key, new TextFile(path, lines)));
    return factory.create(settings.build(), new NoContext());
  }

  private At client() {
    next = (next + 1) % CLIENTS;
    return clients.get(next);
  }

  /** The filter {@code deny}, as a session calls it. */
  @Benchmark
  public Future<Verdict> table() {
    return filter.onAccept(client());
  }

  /** The tries of the library ipaddress. */
  @Benchmark
  public boolean tries() {
    IPAddress address = generator.from(client().address().getAddress());
    return tries.elementContains(address);
  }

  private record NoContext() implements Context {

    @Override
    public Vertx vertx() {
      throw new IllegalStateException("not needed");
    }

    @Override
    public Path home() {
      throw new IllegalStateException("not needed");
    }

    @Override
    public void problem(String message) {
      throw new IllegalStateException(message);
    }

    @Override
    public void problem(TextFile.Line line, String message) {
      throw new IllegalStateException(message);
    }
  }
}
