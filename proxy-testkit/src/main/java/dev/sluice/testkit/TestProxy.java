package dev.sluice.testkit;

import static org.awaitility.Awaitility.await;

import dev.sluice.runtime.Plugins;
import dev.sluice.runtime.Proxy;
import dev.sluice.runtime.ProxyOptions;
import dev.sluice.runtime.Reload;
import dev.sluice.runtime.Sockets;
import dev.sluice.runtime.StartException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A whole proxy in the test's JVM, with a configuration of the test's own and every plugin of the
 * class path:
 *
 * {@snippet :
 * try (FakeServer server = FakeServer.echo();
 *     TestProxy proxy = TestProxy.start("""
 *         { "frontends": { "in": { "bind": "127.0.0.1:0", "default-backend": "app" } },
 *           "backends": { "app": { "servers": { "s1": { "address": "%s" } } } } }
 *         """.formatted(server.address()))) {
 *   FakeClient client = FakeClient.connect(proxy.port("in"));
 *   ...
 *   assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
 * }
 * }
 *
 * <p>Its home is a folder of its own that is deleted at the end. A configuration without {@code
 * logs} logs to memory, which {@link #logged} reads; one that has {@code logs} can name the same
 * access log, {@code {"memory": {}}}. Blocks until it serves, and at the end until it has stopped.
 */
public final class TestProxy implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  private final Path home;
  private final Proxy proxy;

  private TestProxy(Path home, Proxy proxy) {
    this.home = home;
    this.proxy = proxy;
  }

  /** Starts one on the transport a distribution would choose. */
  public static TestProxy start(String configuration) throws StartException {
    return start(Sockets.best(), configuration);
  }

  /** Starts one on a transport. */
  public static TestProxy start(Sockets transport, String configuration) throws StartException {
    return start(transport, newHome(), configuration);
  }

  /**
   * Starts one in a folder that may already hold files the configuration names; the folder is
   * deleted at the end.
   */
  public static TestProxy start(Sockets transport, Path home, String configuration)
      throws StartException {
    write(home.resolve("proxy.json"), withLog(configuration));
    ProxyOptions options =
        new ProxyOptions(
            home,
            home.resolve("proxy.json"),
            "proxy.json",
            Plugins.onClassPath(TestProxy.class.getClassLoader()),
            transport,
            true);
    try {
      return new TestProxy(home, Proxy.start(options));
    } catch (StartException e) {
      e.problems().forEach(problem -> e.addSuppressed(new AssertionError(problem.toString())));
      forget(home);
      throw e;
    }
  }

  /** A new, empty folder. */
  public static Path newHome() {
    try {
      return Files.createTempDirectory("sluice").toRealPath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String withLog(String configuration) {
    return configuration.contains("\"logs\"")
        ? configuration
        : configuration.replaceFirst("\\{", "{ \"logs\": {\"memory\": {\"memory\": {}}}, ");
  }

  /** In one step, so that the proxy never reads half of it. */
  private static void write(Path file, String text) {
    try {
      Path half = file.resolveSibling(file.getFileName() + ".half");
      Files.writeString(half, text);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The proxy itself. */
  public Proxy proxy() {
    return proxy;
  }

  /** The folder that relative paths of the configuration lie below. */
  public Path home() {
    return home;
  }

  /** The port of a frontend's first bind. */
  public int port(String frontend) {
    return ((InetSocketAddress) address(frontend)).getPort();
  }

  /** The address of a frontend's first bind. */
  public SocketAddress address(String frontend) {
    return proxy.addresses(frontend).getFirst();
  }

  /** Writes a file below the home; the proxy notices by itself if its configuration names it. */
  public void file(String name, String text) {
    write(home.resolve(name), text);
  }

  /** Replaces the configuration; the proxy notices by itself within a second. */
  public void rewrite(String configuration) {
    write(home.resolve("proxy.json"), withLog(configuration));
  }

  /** Has the configuration read now, and waits for what comes of it. */
  public Reload reload() {
    return proxy.reload().orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** {@link #rewrite}s and {@link #reload}s. */
  public Reload reload(String configuration) {
    rewrite(configuration);
    return reload();
  }

  /** The lines of the access log so far. */
  public List<LogLine> logged() {
    return List.copyOf(MemoryLog.lines(home));
  }

  /** As {@link #logged()}, but waits until there are so many. */
  public List<LogLine> logged(int count) {
    await("lines in the access log")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> MemoryLog.lines(home).size() >= count);
    return logged();
  }

  /** Waits until no session is left. */
  public void awaitNoSessions() {
    await("sessions have ended")
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> proxy.sessions() == 0);
  }

  /** Stops it at once; sessions that are left are cut. */
  @Override
  public void close() {
    proxy.stop(Duration.ZERO).orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS).join();
    forget(home);
  }

  private static void forget(Path home) {
    MemoryLog.forget(home);
    try {
      Files.walkFileTree(
          home,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
                throws IOException {
              Files.deleteIfExists(folder);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
