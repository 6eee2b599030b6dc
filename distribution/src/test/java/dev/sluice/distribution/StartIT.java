package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long a start takes, what the process needs at rest, and {@code lib/proxy.aot}. */
@Timeout(120)
class StartIT {

  /** Ten times what it takes on a quiet machine: only what has gone wrong altogether shows. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final int MOST_AT_REST_KB = 100 * 1024;
  private static final String USED = "Using AOT-linked classes: true";

  @TempDir private Path temp;
  private Product product;
  private Path cache;

  @BeforeEach
  void unpack() throws Exception {
    product = unzipped("UTC");
    cache = product.home().resolve("lib/proxy.aot");
    if (!Files.exists(cache)) {
      Program.missing("lib/proxy.aot");
    }
  }

  /** As an operator does it: Java's own reading of zips leaves the times out. */
  private Product unzipped(String zone) throws Exception {
    Path folder = Files.createDirectories(temp.resolve(zone));
    Command.Outcome outcome =
        Command.run(
            folder,
            Map.of("TZ", zone),
            List.of(Program.named("unzip"), "-q", Product.zip(true).toString()));
    assertThat(outcome.exit()).as(outcome.text()).isZero();
    try (Stream<Path> tops = Files.list(folder)) {
      return new Product(tops.findFirst().orElseThrow(), temp);
    }
  }

  private static String version(Product product, String zone) throws Exception {
    Map<String, String> environment = Map.of("TZ", zone, "PROXY_JAVA_OPTS", "-Xlog:aot");
    return product.run(environment, "version").text();
  }

  /** A zip holds local times, unless it says more. */
  @ParameterizedTest
  @ValueSource(strings = {"UTC", "Asia/Tokyo", "America/New_York"})
  void cache_isUsed_inWhateverTimeZoneItWasUnpacked(String zone) throws Exception {
    Product there = zone.equals("UTC") ? product : unzipped(zone);

    assertThat(version(there, zone)).contains(USED);
  }

  /** Without them a proxy under load stands still when something happens for the first time. */
  @Test
  void cache_holdsTheProfilesOfWhatServes() throws Exception {
    String options = "-XX:+UnlockDiagnosticVMOptions -XX:+AOTPrintTrainingInfo";

    String text = product.run(Map.of("PROXY_JAVA_OPTS", options), "version").text();

    assertThat(text.lines()).anyMatch(line -> isOptimized(line, "http/HeadParser[L].parse"));
    assertThat(text.lines())
        .anyMatch(line -> isOptimized(line, "net/syscalls/SyscallConnection[L].ready"));
  }

  private static boolean isOptimized(String line, String method) {
    return line.contains(" C dev/sluice/runtime/" + method + "(") && line.matches(".*#\\d+L4 .*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-Xmx1g", "-Xmx32m", "-Xshare:off", "-XX:+UseG1GC", "-XX:+UseZGC"})
  void otherOptions_areNoReasonToSayAnything(String options) throws Exception {
    Command.Outcome outcome = product.run(Map.of("PROXY_JAVA_OPTS", options), "version");

    assertThat(outcome.exit()).isZero();
    assertThat(outcome.text().lines()).first().asString().startsWith("Sluice ");
    assertThat(outcome.text()).doesNotContain("aot", "AOT", "warning");
  }

  /** Java 25 does not look at the jars, and ran the classes of the cache in place of theirs. */
  @Test
  void cacheOfOtherJars_isLeftAside() throws Exception {
    Path jar = product.home().resolve("lib").resolve(aJar());
    FileTime time = Files.getLastModifiedTime(jar);

    Files.setLastModifiedTime(jar, FileTime.from(Instant.now()));
    assertThat(version(product, "UTC")).doesNotContain(USED).contains("Sluice ");
    serves();

    Files.write(jar, new byte[1], StandardOpenOption.APPEND);
    Files.setLastModifiedTime(jar, time);
    assertThat(version(product, "UTC")).doesNotContain(USED).contains("Sluice ");
  }

  private String aJar() throws IOException {
    try (Stream<Path> jars = Files.list(product.home().resolve("lib"))) {
      return jars.map(jar -> jar.getFileName().toString())
          .filter(name -> name.startsWith("picocli"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void brokenOrMissingCache_isLeftAside_andNothingIsSaid() throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(cache.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
    serves();

    Files.delete(cache);
    serves();
  }

  private void serves() throws Exception {
    try (SpeakingServer server = new SpeakingServer("one")) {
      int port = Ports.free();
      product.configure(Config.plain(port, server.port()));
      try (Started proxy = product.serve()) {
        assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
        assertThat(proxy.errLines()).allMatch(line -> line.contains(" INFO "));
        assertThat(proxy.outLines()).allMatch(line -> line.contains(" web app/s1 "));
        proxy.signal("TERM");
        assertThat(proxy.awaitExit()).isZero();
      }
    }
  }

  @Test
  void start_isShort_andTheProcessSmall() throws Exception {
    try (SpeakingServer server = new SpeakingServer("one")) {
      int port = Ports.free();
      product.configure(Config.plain(port, server.port()));
      long start = System.nanoTime();
      try (Started proxy = product.start()) {
        String first = "";
        while (first.isEmpty() && proxy.running()) {
          first = nameOnceServed(port);
        }
        assertThat(first).as("from %s", proxy.errLines()).isEqualTo("one");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST);
        assertThat(residentKilobytes(proxy.pid())).isLessThanOrEqualTo(MOST_AT_REST_KB);
      }
    }
  }

  /**
   * Symptom: an event loop stood still for a tenth of a second, and each collection took three
   * times as long from then on. Cause: the first buffer that Netty allocates, for bytes that have
   * to wait, started the flight recorder.
   */
  @Test
  void bytesThatWait_doNotStartTheFlightRecorder() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
    int port = Ports.free();
    Path classes = temp.resolve("classes.log");
    product.configure(
        """
        {
          "frontends": { "web": { "bind": "127.0.0.1:%d", "mode": "http", "default-backend": "app" } },
          "backends": { "app": { "mode": "http", "servers": { "s1": { "address": "127.0.0.1:%d" } } } }
        }
        """
            .formatted(port, server.getAddress().getPort()));
    Map<String, String> options =
        Map.of("PROXY_JAVA_OPTS", "-Xlog:class+load:file=" + classes + ":none:filecount=0");
    try (Started proxy =
        Started.of(temp, Path.of("/"), options, List.of(product.launcher().toString()))) {
      proxy.awaitErr("generation 1");
      String answers;
      try (Socket client = Ports.connect(port)) {
        // The second request waits in such a buffer until the first one is answered.
        String request = "GET / HTTP/1.1\r\nHost: a\r\n";
        String both = request + "\r\n" + request + "Connection: close\r\n\r\n";
        client.getOutputStream().write(both.getBytes(StandardCharsets.US_ASCII));
        answers = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      }
      assertThat(answers.split("HTTP/1.1 204", -1)).hasSize(3);
    } finally {
      server.stop(0);
    }
    assertThat(classes)
        .content()
        .contains("io.netty.buffer.")
        .doesNotContain("jdk.jfr.internal.event.");
  }

  private static String nameOnceServed(int port) {
    try (Socket client = Ports.connect(port)) {
      return SpeakingServer.readLine(client);
    } catch (IOException notYet) {
      return "";
    }
  }

  private static int residentKilobytes(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      String line = lines.filter(each -> each.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Integer.parseInt(line.replaceAll("\\D", ""));
    }
  }
}
