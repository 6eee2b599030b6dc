package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.Heads;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No head costs much more than another of its length, whatever is in it. */
class HeadCostTest {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final long MILLISECOND = 1_000_000;
  private static final int ATTEMPTS = 50;

  /** Names whose hash codes are equal in Java, and in every table of a power of two. */
  private static String colliding(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            IntStream.range(0, 7)
                    .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
                    .collect(Collectors.joining())
                + ": x\r\n")
        .collect(Collectors.joining());
  }

  private static String names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (char) ('a' + i % 26) + ":\r\n")
        .collect(Collectors.joining());
  }

  @Test
  void heads_costLessThanFiveMilliseconds() {
    Map<String, String> heads = new LinkedHashMap<>();
    heads.put("one long value", "X: " + "x".repeat(16_000) + "\r\n");
    heads.put("names that collide", colliding(99));
    heads.put("too many names that collide", colliding(128).repeat(8));
    heads.put("too many fields", "a:\r\n".repeat(50_000));
    heads.put(
        "a field in thousands of options", names(97) + "Connection: " + "1,".repeat(7800) + "\r\n");
    heads.put(
        "thousands of empty options", names(97) + "Connection: " + ",".repeat(15_600) + "\r\n");
    heads.put(
        "thousands of protocols",
        "Upgrade: " + "h2c,".repeat(3900) + "\r\nConnection: upgrade\r\n");
    heads.put("forwarded for thousands", "X-Forwarded-For: " + "1,".repeat(7900) + "\r\n");
    Map<String, Double> costs = new LinkedHashMap<>();
    heads.forEach((name, fields) -> costs.put(name, cost(fields)));
    assertThat(costs).allSatisfy((name, milliseconds) -> assertThat(milliseconds).isLessThan(5));
  }

  /** Processor time of the cheapest of some attempts, so that nothing else is counted. */
  private static double cost(String fields) {
    ByteBuffer bytes = Heads.bytes("GET / HTTP/1.1\r\nHost: a.test\r\n" + fields + "\r\n");
    ByteBuffer out = ByteBuffer.allocate(64 * 1024);
    HeadWriter writer = new HeadWriter();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS; i++) {
      long start = THREADS.getCurrentThreadCpuTime();
      HeadParser parser = new HeadParser();
      parser.parse(bytes);
      var head = parser.head();
      if (head != null) {
        writer.request(out.clear(), head, ConnectionField.NONE, FieldEdits.NONE);
      }
      best = Math.min(best, THREADS.getCurrentThreadCpuTime() - start);
    }
    return (double) best / MILLISECOND;
  }
}
