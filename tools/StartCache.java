import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Makes {@code lib/proxy.aot} of an unpacked distribution: classes, loaded and linked, which the
 * JVM maps at a start. It comes of a start of the product that serves two sessions on loopback.
 *
 * <p>Arguments: the distribution, the time that its jars have in the zip, and a file for what the
 * product prints. Where the product cannot be started, one line says so, and there is no cache: the
 * product works without.
 */
final class StartCache {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String NAME = "start.example.com";

  /**
   * Without the profiles of the training: with them the optimizing compiler begins at once, and
   * takes the start's processor. Its own choice of what to tell is of no use to anybody here.
   */
  private static final String OPTIONS =
      " -XX:+UnlockDiagnosticVMOptions -XX:-AOTRecordTraining -Xlog:aot*=error,cds*=error";

  public static void main(String[] args) throws IOException {
    Path home = Path.of(args[0]).toAbsolutePath();
    Path cache = home.resolve("lib/proxy.aot");
    Path list = home.resolve("lib/proxy.aot.jars");
    Files.deleteIfExists(cache);
    Files.deleteIfExists(list);
    FileTime time = FileTime.from(Instant.parse(args[1]));
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      for (Path jar : jars.toList()) {
        // The cache holds only for jars of this time, which is the one that they have in the zip.
        Files.setLastModifiedTime(jar, time);
      }
    }
    Path temp = Files.createTempDirectory("sluice-start-cache");
    try {
      train(home, temp, cache, Path.of(args[2]));
      Files.setLastModifiedTime(cache, time);
      Files.setLastModifiedTime(Files.writeString(list, sizes(home)), time);
    } catch (Exception e) {
      Files.deleteIfExists(cache);
      System.err.println("[WARNING] no lib/proxy.aot, starts will be slower: " + e);
    } finally {
      delete(temp);
    }
  }

  private static void train(Path home, Path temp, Path cache, Path printed) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
      Thread.ofPlatform().daemon().start(() -> serve(server));
      int tls = freePort();
      int http = freePort();
      Path config = Files.writeString(temp.resolve("proxy.json"), config(tls, http, server));
      ProcessBuilder builder =
          new ProcessBuilder(home.resolve("bin/proxy").toString(), "run", "-c", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(printed.toFile());
      builder
          .environment()
          .keySet()
          .removeIf(name -> name.contains("JAVA") || name.contains("JDK"));
      builder.environment().put("PROXY_JAVA_OPTS", "-XX:AOTCacheOutput=" + cache + OPTIONS);
      builder.environment().put("PROXY_RUN_DIR", temp.resolve("run").toString());
      Process proxy = builder.start();
      try {
        session(proxy, tls, hello());
        String head = "GET / HTTP/1.1\r\nHost: " + NAME + "\r\n\r\n";
        session(proxy, http, head.getBytes(StandardCharsets.US_ASCII));
        proxy.destroy();
        if (!proxy.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IOException("the product did not end, see " + printed);
        }
      } finally {
        proxy.descendants().forEach(ProcessHandle::destroyForcibly);
        proxy.destroyForcibly();
      }
    }
    if (!Files.exists(cache)) {
      throw new IOException("the JVM made none, see " + printed);
    }
  }

  private static String config(int tls, int http, ServerSocket server) {
    return """
    {
      "global": { "threads": 1 },
      "defaults": { "log": [] },
      "frontends": {
        "tls":  { "bind": "127.0.0.1:%d", "routes": [{ "match": { "sni": "%3$s" }, "backend": "b" }] },
        "http": { "bind": "127.0.0.1:%d", "routes": [{ "match": { "host": "%3$s" }, "backend": "b" }] }
      },
      "backends": { "b": { "servers": { "s": { "address": "127.0.0.1:%4$d" } } } }
    }
    """
        .formatted(tls, http, NAME, server.getLocalPort());
  }

  /** As {@code wc -c *.jar} prints it, with single blanks; bin/proxy compares. */
  private static String sizes(Path home) throws IOException {
    StringBuilder sizes = new StringBuilder();
    long total = 0;
    try (Stream<Path> files = Files.list(home.resolve("lib"))) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(".jar")) {
          sizes.append(Files.size(file)).append(' ').append(file.getFileName()).append(' ');
          total += Files.size(file);
        }
      }
    }
    return sizes + "" + total + " total\n";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  /** Answers whatever comes with a few bytes. */
  private static void serve(ServerSocket server) {
    while (!server.isClosed()) {
      try (Socket client = server.accept()) {
        client.getInputStream().read(new byte[4096]);
        client.getOutputStream().write(new byte[64]);
      } catch (IOException e) {
        // The next one may do better.
      }
    }
  }

  private static void session(Process proxy, int port, byte[] first) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!served(port, first)) {
      if (!proxy.isAlive() || System.nanoTime() > end) {
        throw new IOException("the product did not serve");
      }
      Thread.sleep(20);
    }
  }

  private static boolean served(int port, byte[] first) {
    try (Socket client = new Socket()) {
      client.connect(new InetSocketAddress(LOOPBACK, port), 1000);
      client.setSoTimeout(10_000);
      client.getOutputStream().write(first);
      InputStream in = client.getInputStream();
      return in.readAllBytes().length == 64;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] hello() throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(NAME)));
    engine.setSSLParameters(parameters);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.position()];
    hello.flip().get(bytes);
    return bytes;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
