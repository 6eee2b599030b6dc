package dev.sluice.benchmarks;

import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.forward.ConnectionField;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.ForwardedFields;
import dev.sluice.runtime.http.forward.HeadWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
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

/** What it costs to read a request head and write what the server gets, in direct buffers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadWriterBenchmark {

  /** Who sends the request. */
  @Param public HeadParserBenchmark.Sender sender = HeadParserBenchmark.Sender.CURL;

  private final HeadParser parser = new HeadParser();
  private final HeadWriter writer = new HeadWriter();
  private final ByteBuffer written = ByteBuffer.allocateDirect(HeadParser.MAX_HEAD);
  private final FieldEdits forwarded = forwarded();
  private ByteBuffer received = ByteBuffer.allocate(0);

  private static FieldEdits forwarded() {
    SocketAddress client = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.7"), 50_000);
    return new ForwardedFields(
        new ForwardedFields.Options(
            true,
            false,
            InetAddress::isLoopbackAddress,
            false,
            true,
            false,
            InetAddress::isLoopbackAddress),
        client,
        client,
        false);
  }

  /** Puts the request into a buffer. */
  @Setup
  public void receive() {
    received = sender.received();
    parse();
  }

  private Head parse() {
    parser.reset();
    parser.parse(received);
    return Objects.requireNonNull(parser.head());
  }

  /** Reading alone, to be taken off. */
  @Benchmark
  public Head read() {
    return parse();
  }

  /** Reading and writing, with the client's address and scheme added. */
  @Benchmark
  public int readAndWrite() {
    Head head = parse();
    writer.request(written.clear(), head, ConnectionField.NONE, forwarded);
    return written.position();
  }

  /** Writing alone, nothing added. */
  @Benchmark
  public int write() {
    Head head = Objects.requireNonNull(parser.head());
    writer.request(written.clear(), head, ConnectionField.NONE, FieldEdits.NONE);
    return written.position();
  }
}
