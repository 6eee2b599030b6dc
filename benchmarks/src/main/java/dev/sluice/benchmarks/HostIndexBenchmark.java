package dev.sluice.benchmarks;

import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostPattern;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
 * Looking a name up among many. What is looked up is drawn from 64 names, so that the cost of the
 * index is seen and not that of a memory that is larger than the caches.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class HostIndexBenchmark {

  private static final int LOOKUPS = 64;

  /** How many patterns there are; every tenth is a wildcard. */
  @Param({"10", "1000", "100000"})
  int names;

  @SuppressWarnings("NullAway.Init") // set by build()
  private HostIndex<Integer> index;

  private final String[] exact = new String[LOOKUPS];
  private final String[] wildcard = new String[LOOKUPS];
  private final String[] unknown = new String[LOOKUPS];
  private int next;

  /** Builds the index and the names to look up. */
  @Setup
  public void build() {
    HostIndex.Builder<Integer> builder = HostIndex.builder();
    for (int i = 0; i < names; i++) {
      HostPattern.Kind kind = i % 10 == 0 ? HostPattern.Kind.ONE_LABEL : HostPattern.Kind.EXACT;
      builder.add(new HostPattern(kind, name(i)), i);
    }
    index = builder.build();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < LOOKUPS; i++) {
      int tens = random.nextInt(names / 10) * 10;
      exact[i] = name(tens + 1 + random.nextInt(9));
      wildcard[i] = "www." + name(tens);
      unknown[i] = "www." + name(names + i);
    }
  }

  private static String name(int i) {
    return "customer-" + i + ".apps.example.com";
  }

  /** A name that is there. */
  @Benchmark
  public @Nullable Integer exact() {
    return index.find(exact[next++ & (LOOKUPS - 1)]);
  }

  /** A name that a wildcard stands for. */
  @Benchmark
  public @Nullable Integer wildcard() {
    return index.find(wildcard[next++ & (LOOKUPS - 1)]);
  }

  /** A name that is not there. */
  @Benchmark
  public @Nullable Integer unknown() {
    return index.find(unknown[next++ & (LOOKUPS - 1)]);
  }
}
