package dev.sluice.plugin.balancers;

import dev.sluice.api.session.Server;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.IntStream;

/** A server whose figures a test sets. */
final class FakeServer implements Server {

  private final String name;
  int weight;

  /** What is missing of the effective weight. */
  int slow;

  int sessions;
  int picked;

  FakeServer(String name, int weight) {
    this.name = name;
    this.weight = weight;
  }

  /** Servers "s0", "s1", ... with these weights. */
  static List<Server> weighing(List<Integer> weights) {
    return IntStream.range(0, weights.size())
        .<Server>mapToObj(i -> new FakeServer("s" + i, weights.get(i)))
        .toList();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String backend() {
    return "app";
  }

  @Override
  public SocketAddress address() {
    return InetSocketAddress.createUnresolved(name, 80);
  }

  @Override
  public int weight() {
    return weight;
  }

  @Override
  public int effectiveWeight() {
    return Server.super.effectiveWeight() - slow;
  }

  @Override
  public int sessions() {
    return sessions;
  }

  @Override
  public String toString() {
    return name;
  }
}
