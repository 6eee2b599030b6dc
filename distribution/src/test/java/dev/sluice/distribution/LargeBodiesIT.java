package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Bodies that are much larger than the memory of the product go through it, and it grows by no more
 * than its buffers. {@code -Dsluice.large.bytes=10000000000} has them larger.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class LargeBodiesIT {

  private static final long SIZE = Long.getLong("sluice.large.bytes", 1_000_000_000L);

  /** Enough for the code to be compiled and for buffers to be there. */
  private static final long WARM_UP = 200_000_000L;

  /** Of what the process may grow: far less than a body, more than heap that is not yet used. */
  private static final long MORE_KIB = 96 * 1024;

  @TempDir private Path temp;
  private StreamingServer server;
  private Started proxy;
  private int port;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "only Linux tells what is resident");
    Product product = Product.unpack(temp);
    server = new StreamingServer();
    port = Ports.free();
    product.configure(
        """
        {
          "frontends": { "web": { "bind": "127.0.0.1:%d", "mode": "http", "default-backend": "app" } },
          "backends": { "app": { "mode": "http", "servers": { "s1": { "address": "127.0.0.1:%d" } } } }
        }
        """
            .formatted(port, server.port()));
    proxy = product.serve();
  }

  @AfterEach
  void stop() throws IOException {
    if (proxy != null) {
      proxy.close();
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "chunked"})
  void download_takesConstantMemory(String framing) throws Exception {
    assertConstant(
        "download, " + framing,
        size -> {
          try (Socket client = Ports.connect(port)) {
            client
                .getOutputStream()
                .write(
                    ("GET /" + framing + "/" + size + " HTTP/1.1\r\nHost: a.test\r\n\r\n")
                        .getBytes(ISO_8859_1));
            InputStream in = new BufferedInputStream(client.getInputStream(), 64 * 1024);
            assertThat(StreamingServer.body(in, StreamingServer.head(in))).isEqualTo(size);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"length", "chunked"})
  void upload_takesConstantMemory(String framing) throws Exception {
    assertConstant(
        "upload, " + framing,
        size -> {
          try (Socket client = Ports.connect(port)) {
            StreamingServer.send(
                client.getOutputStream(),
                "POST / HTTP/1.1\r\nHost: a.test\r\n",
                framing.equals("chunked"),
                size);
            InputStream in = new BufferedInputStream(client.getInputStream());
            assertThat(StreamingServer.head(in)).startsWith("HTTP/1.1 200 ");
            assertThat(new String(in.readNBytes(Long.toString(size).length()), ISO_8859_1))
                .isEqualTo(Long.toString(size));
          }
        });
  }

  private interface Transfer {
    void of(long size) throws IOException;
  }

  private void assertConstant(String what, Transfer transfer) throws IOException {
    transfer.of(WARM_UP);
    long before = resident("VmRSS:");
    long start = System.nanoTime();
    transfer.of(SIZE);
    long peak = resident("VmHWM:");
    System.out.printf(
        "%s: %d bytes in %s, resident %d KiB before, %d KiB at most%n",
        what, SIZE, Duration.ofNanos(System.nanoTime() - start), before, peak);
    assertThat(peak - before).as("growth in KiB, %s", what).isLessThan(MORE_KIB);
  }

  /** What the kernel tells of the proxy's memory, in KiB: now, or the most there was. */
  private long resident(String name) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + proxy.pid() + "/status")).stream()
            .filter(each -> each.startsWith(name))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", ""));
  }
}
