package dev.sluice.benchmarks;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.tls.ClientHelloParser;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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

/** Reading one ClientHello of a real client: as it came, in two packets, in many records. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class ClientHelloBenchmark {

  private static final int RECORD_HEADER = 5;

  /** Where it comes from: a file of the test corpus. */
  @Param({"curl-7.88.1", "chromium-156-0", "openssl-3.0.22-several-records"})
  @SuppressWarnings("NullAway.Init") // set by JMH
  String client;

  @SuppressWarnings("NullAway.Init")
  private ByteBuffer hello;

  @SuppressWarnings("NullAway.Init")
  private ByteBuffer firstPacket;

  /** Loads the hello into a direct buffer, which is where the network leaves it. */
  @Setup
  public void load() throws IOException {
    String file = "/hellos/" + client + ".bin";
    try (InputStream in = ClientHelloBenchmark.class.getResourceAsStream(file)) {
      byte[] bytes = Objects.requireNonNull(in, file).readAllBytes();
      hello = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
      firstPacket = hello.slice(0, Math.max(RECORD_HEADER, bytes.length * 2 / 3));
    }
  }

  /** All at once. */
  @Benchmark
  public ClientHelloParser whole() {
    ClientHelloParser parser = new ClientHelloParser();
    check(parser.parse(hello), Inspection.COMPLETE);
    return parser;
  }

  /** As a hello with post-quantum key shares comes: in two packets. */
  @Benchmark
  public ClientHelloParser twoPackets() {
    ClientHelloParser parser = new ClientHelloParser();
    check(parser.parse(firstPacket), Inspection.PENDING);
    check(parser.parse(hello), Inspection.COMPLETE);
    return parser;
  }

  private static void check(Inspection actual, Inspection expected) {
    if (actual != expected) {
      throw new IllegalStateException("the hello is " + actual);
    }
  }
}
