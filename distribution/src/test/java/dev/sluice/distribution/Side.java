package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One of the two proxies that are compared.
 *
 * @param name what to call it when something is wrong
 * @param process the program
 * @param ports of its frontends
 * @param log what it has logged so far
 */
record Side(String name, Started process, Map<String, Integer> ports, Supplier<List<String>> log)
    implements AutoCloseable {

  int port(String frontend) {
    Integer port = ports.get(frontend);
    if (port == null) {
      throw new IllegalArgumentException("no frontend " + frontend);
    }
    return port;
  }

  /** The lines of a frontend; HAProxy's others are about itself. */
  List<String> lines(String frontend) {
    return log.get().stream().filter(line -> line.contains("] " + frontend + " ")).toList();
  }

  /** Waits for the lines of a frontend beyond the first ones. */
  List<String> awaitLines(String frontend, int known, int more) {
    await()
        .atMost(Started.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() ->
            assertThat(lines(frontend))
                .as("lines of %s, %s", frontend, name)
                .hasSize(known + more));
    return lines(frontend).subList(known, known + more);
  }

  @Override
  public void close() {
    process.close();
  }
}
