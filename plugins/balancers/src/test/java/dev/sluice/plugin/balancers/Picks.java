package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Plugin;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.TextFile;
import dev.sluice.testkit.SampleSettings;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Makes balancers as the proxy does, and counts what they pick. */
final class Picks {

  private Picks() {}

  static Balancer balancer(String word) {
    return balancer(word, "{}");
  }

  /** A balancer with the settings that a JSON text says. */
  static Balancer balancer(String word, String json) {
    Factory<Balancer> factory =
        ServiceLoader.load(Plugin.class).stream()
            .flatMap(plugin -> plugin.get().balancers().stream())
            .filter(each -> each.word().equals(word))
            .findFirst()
            .orElseThrow();
    try {
      return factory.create(SampleSettings.read(factory.settings(), json), new NoContext());
    } catch (BadValueException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static List<String> names(Balancer balancer, List<Server> servers, int count) {
    return Stream.generate(() -> balancer.pick(servers, FakeSession.ANY).name())
        .limit(count)
        .toList();
  }

  static void pick(Balancer balancer, List<Server> servers, int count) {
    for (int i = 0; i < count; i++) {
      ((FakeServer) balancer.pick(servers, FakeSession.ANY)).picked++;
    }
  }

  static List<Integer> picked(List<Server> servers) {
    return servers.stream().map(server -> ((FakeServer) server).picked).toList();
  }

  static void forget(List<Server> servers) {
    servers.forEach(server -> ((FakeServer) server).picked = 0);
  }

  /** The weights that count: all alike if they are all 0. */
  static List<Integer> counting(List<Integer> weights) {
    return weights.stream().allMatch(weight -> weight == 0)
        ? weights.stream().map(weight -> 1).toList()
        : weights;
  }

  private record NoContext() implements Context {

    @Override
    public Vertx vertx() {
      throw new AssertionError("no balancer needs Vert.x");
    }

    @Override
    public Path home() {
      throw new AssertionError("no balancer needs a folder");
    }

    @Override
    public void problem(String message) {
      throw new AssertionError(message);
    }

    @Override
    public void problem(TextFile.Line line, String message) {
      throw new AssertionError(message);
    }
  }
}
