package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Map and list files of the largest size there may be, in the heap that {@code bin/proxy} sets. */
@Timeout(180)
class LargeFilesIT {

  private static final int MOST = 500_000;

  /** Two names of files are given. */
  private static final String CONFIG =
      """
      {
        "frontends": {
          "a": { "bind": "127.0.0.1:0",
                 "routes": [{ "backend": { "map": { "by": "sni", "file": "hosts.map" } } }] },
          "b": { "bind": "127.0.0.1:0", %s
                 "routes": [{ "backend": { "map": { "by": "host", "file": "hosts.map" } } }] }
        },
        "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:9" } } } }
      }
      """;

  @TempDir private Path temp;
  private Product product;

  @BeforeEach
  void unpack() throws IOException {
    product = Product.unpack(temp);
  }

  private void write(String name, int lines, IntFunction<String> line) throws IOException {
    Path file = product.configuration().resolveSibling(name);
    Path next = file.resolveSibling("next");
    try (BufferedWriter out = Files.newBufferedWriter(next)) {
      for (int i = 0; i < lines; i++) {
        out.write(line.apply(i));
        out.newLine();
      }
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The name and the line fill 24 MiB. */
  private static String host(int i, String version) {
    return "%06d-%s.shop.customers.apps.example.com app".formatted(i, version);
  }

  private static String network(int i) {
    // Every second address, so that none can be merged.
    int n = i * 2;
    return i % 2 == 0
        ? "10.%d.%d.%d".formatted(n >> 16 & 255, n >> 8 & 255, n & 255)
        : "2001:db8:%x:%x::/64".formatted(n >> 16 & 0xffff, n & 0xffff);
  }

  private void reload(Started proxy, int generation) {
    proxy.awaitErr("generation " + generation);
    assertThat(proxy.running()).isTrue();
  }

  /** A map near its limit needed more than the heap, and the process ended. */
  @Test
  void mapOfTheLargestSize_isLoadedAndReloaded_andALargerOneIsRefused() throws Exception {
    product.configure(CONFIG.formatted(""));
    write("hosts.map", MOST, i -> host(i, "a"));
    try (Started proxy = product.serve()) {
      for (int generation = 2; generation <= 4; generation++) {
        String version = "abcd".substring(generation - 1, generation);
        write("hosts.map", MOST, i -> host(i, version));
        reload(proxy, generation);
      }

      write("hosts.map", MOST + 1, i -> host(i, "e"));
      assertThat(proxy.awaitErr("one line too many"))
          .contains(
              "conf/hosts.map:500001: is one line too many (expected at most 500000 in all map and"
                  + " list files together; a wildcard or network stands for many lines, and a"
                  + " larger heap, PROXY_JAVA_OPTS=-Xmx512m, allows more)");
      proxy.awaitErr("generation 4 stays in effect");

      write("hosts.map", MOST, i -> host(i, "some-more-characters"));
      assertThat(proxy.awaitErr("is too large")).contains("at most 24 MiB in all map and list");

      write("hosts.map", MOST, i -> host(i, "f"));
      reload(proxy, 5);
    }
  }

  @Test
  void listsOfTheLargestSize_areLoadedAndReloaded() throws Exception {
    product.configure(
        CONFIG.formatted(
            """
            "filters": [{ "allow": { "file": "list.txt" } }, { "deny": { "file": "list.txt" } }],
            """));
    write("hosts.map", 1, i -> host(i, "a"));
    write("list.txt", MOST - 1, LargeFilesIT::network);
    try (Started proxy = product.serve()) {
      for (int generation = 2; generation <= 4; generation++) {
        String comment = "#" + generation;
        write("list.txt", MOST - 1, i -> network(i) + (i == 0 ? comment : ""));
        reload(proxy, generation);
      }

      write("list.txt", MOST, LargeFilesIT::network);
      // The order in which files are read decides which of them has the line too many.
      assertThat(proxy.awaitErr("one line too many")).contains("list.txt:").contains("500000");
      proxy.awaitErr("generation 4 stays in effect");
    }
  }
}
