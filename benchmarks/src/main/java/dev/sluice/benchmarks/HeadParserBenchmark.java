package dev.sluice.benchmarks;

import dev.sluice.api.session.Inspection;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.HeadParser;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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

/** What it costs to read a request head from a direct buffer, as a connection holds it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HeadParserBenchmark {

  /** A request as a program and as a browser sends it. */
  @SuppressWarnings("ImmutableEnumChecker") // the bytes are read only
  public enum Sender {
    /** Four lines. */
    CURL(
        """
        GET /v1/items?limit=10 HTTP/1.1
        Host: a.test
        User-Agent: curl/8.5.0
        Accept: */*

        """),
    /** Eighteen lines. */
    CHROME(
        """
        GET /search?q=a%20b HTTP/1.1
        Host: www.a.test
        Connection: keep-alive
        sec-ch-ua: "Chromium";v="140", "Not=A?Brand";v="24"
        sec-ch-ua-mobile: ?0
        sec-ch-ua-platform: "Linux"
        Upgrade-Insecure-Requests: 1
        User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36
        Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8
        Sec-Fetch-Site: none
        Sec-Fetch-Mode: navigate
        Sec-Fetch-User: ?1
        Sec-Fetch-Dest: document
        Accept-Encoding: gzip, deflate, br, zstd
        Accept-Language: en-GB,en;q=0.9,de;q=0.8
        Cookie: JSESSIONID=A~0123456789abcdef; theme=dark; consent=1
        If-None-Match: W/"5f-18c"
        Priority: u=0, i

        """);

    private final byte[] bytes;

    Sender(String text) {
      bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    ByteBuffer received() {
      return ByteBuffer.allocateDirect(bytes.length).put(0, bytes);
    }
  }

  /** Who sends the request. */
  @Param public Sender sender = Sender.CURL;

  private final HeadParser parser = new HeadParser();
  private ByteBuffer received = ByteBuffer.allocate(0);

  /** Puts the request into a buffer. */
  @Setup
  public void receive() {
    received = sender.received();
  }

  /** Everything in one read; then the host, which is what routing asks for. */
  @Benchmark
  public @Nullable String whole() {
    parser.reset();
    parser.parse(received);
    Head head = parser.head();
    return head == null ? null : head.host();
  }

  /** As {@link #whole}, and the path too. */
  @Benchmark
  public int hostAndPath() {
    parser.reset();
    parser.parse(received);
    Head head = parser.head();
    return head == null ? 0 : head.path().length();
  }

  /** One call for each byte, as from a client that means harm. */
  @Benchmark
  public Inspection byteByByte() {
    parser.reset();
    Inspection inspection = Inspection.PENDING;
    for (int end = 1; end <= received.capacity(); end++) {
      inspection = parser.parse(received.limit(end));
    }
    return inspection;
  }
}
