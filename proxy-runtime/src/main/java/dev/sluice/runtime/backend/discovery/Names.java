package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.dns.Addresses;
import dev.sluice.runtime.net.dns.Resolver;
import dev.sluice.runtime.net.dns.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** The names that are looked up, each once, however many want to know it. Confined to one loop. */
final class Names {

  private final Loop loop;
  private final Supplier<Discovery.Asked> asked;
  private final Map<String, Watch<Addresses>> hosts = new HashMap<>();
  private final Map<String, Watch<List<Target>>> services = new HashMap<>();

  Names(Loop loop, Supplier<Discovery.Asked> asked) {
    this.loop = loop;
    this.asked = asked;
  }

  /** Tells somebody the addresses of a host, until it leaves. */
  void host(String name, Watch.Listener<Addresses> listener) {
    String host = key(name);
    add(
        hosts,
        host,
        new Watch<>(
            host,
            loop,
            asked,
            (Resolver resolver) -> resolver.addresses(host),
            (answer, before) -> answer == null ? null : answer.completedBy(before)),
        listener);
  }

  void leaveHost(String name, Watch.Listener<Addresses> listener) {
    leave(hosts, key(name), listener);
  }

  /** Tells somebody the targets of SRV records, until it leaves. */
  void service(String name, Watch.Listener<List<Target>> listener) {
    String service = key(name);
    add(
        services,
        service,
        new Watch<>(
            service,
            loop,
            asked,
            (Resolver resolver) -> resolver.targets(service),
            (answer, before) -> answer),
        listener);
  }

  void leaveService(String name, Watch.Listener<List<Target>> listener) {
    leave(services, key(name), listener);
  }

  /** Asks for all of them now. */
  void askAll() {
    hosts.values().forEach(Watch::ask);
    services.values().forEach(Watch::ask);
  }

  void stop() {
    hosts.values().forEach(Watch::stop);
    services.values().forEach(Watch::stop);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static <T> void add(
      Map<String, Watch<T>> watches, String name, Watch<T> made, Watch.Listener<T> listener) {
    Watch<T> watch = watches.putIfAbsent(name, made);
    if (watch == null) {
      made.add(listener);
      made.ask();
    } else {
      watch.add(listener);
    }
  }

  private static <T> void leave(
      Map<String, Watch<T>> watches, String name, Watch.Listener<T> listener) {
    Watch<T> watch = watches.get(name);
    if (watch != null && watch.remove(listener)) {
      watch.stop();
      watches.remove(name);
    }
  }
}
