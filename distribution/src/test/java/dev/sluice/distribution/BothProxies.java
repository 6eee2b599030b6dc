package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A live HAProxy and ours, with configurations that say the same, and what they both have as
 * servers: one that a test plays, and one that never answers a dial. The test is skipped if there
 * is no HAProxy.
 */
final class BothProxies implements AutoCloseable {

  private final String program = Program.named("haproxy");
  private final Path temp;
  private final List<String> frontends;
  private final ServerSocket server;
  private final FullBacklog backlog;
  private final List<Side> sides = new ArrayList<>();

  /** Both are to have these frontends; none is started yet. */
  BothProxies(Path temp, Collection<String> frontends) throws IOException {
    this.temp = temp;
    this.frontends = List.copyOf(frontends);
    this.server = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    this.server.setSoTimeout((int) Started.PATIENCE.toMillis());
    this.backlog = new FullBacklog();
  }

  /** Takes what the proxies send to {@link #serverPort}. */
  ServerSocket server() {
    return server;
  }

  int serverPort() {
    return server.getLocalPort();
  }

  /** A port that never answers a dial. */
  int silentPort() {
    return backlog.port();
  }

  /**
   * Starts both, and returns when both have logged a first line.
   *
   * @param haproxy makes a configuration of the ports of the frontends
   * @param ours makes one with the log {@code logs/access.log}
   * @param first a frontend that logs a client which says nothing and leaves
   */
  void start(
      Function<Map<String, Integer>, String> haproxy,
      Function<Map<String, Integer>, String> ours,
      String first)
      throws IOException {
    try {
      startHaproxy(haproxy);
      startOurs(ours);
      for (Side side : sides) {
        Ports.awaitListening(side.port(first));
        side.awaitLines(first, 0, 1);
      }
    } catch (IOException | RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private Map<String, Integer> ports() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    frontends.forEach(name -> ports.put(name, Ports.free()));
    return ports;
  }

  private void startHaproxy(Function<Map<String, Integer>, String> text) throws IOException {
    Map<String, Integer> ports = ports();
    Path file = temp.resolve("haproxy.cfg");
    Files.writeString(file, text.apply(ports));
    Started process = Started.of(temp, program, "-db", "-f", file.toString());
    sides.add(new Side("HAProxy", process, ports, process::outLines));
  }

  private void startOurs(Function<Map<String, Integer>, String> text) throws IOException {
    Map<String, Integer> ports = ports();
    Product product = Product.unpack(temp.resolve("ours"));
    product.configure(text.apply(ports));
    Started process = product.serve();
    Path log = product.home().resolve("logs/access.log");
    sides.add(new Side("ours", process, ports, () -> lines(log)));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.exists(file) ? Files.readAllLines(file, UTF_8) : List.of();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  Side haproxy() {
    return sides.get(0);
  }

  Side ours() {
    return sides.get(1);
  }

  /** HAProxy, then ours. */
  List<Side> each() {
    return sides;
  }

  @Override
  public void close() throws IOException {
    sides.forEach(Side::close);
    backlog.close();
    server.close();
  }
}
