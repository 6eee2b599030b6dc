package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.dns.Resolver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Tells servers that are given by a name where they are, as long as the configuration has them. It
 * works on one event loop; {@link #configure} and {@link #close} are called by one other thread and
 * do not wait for anything. Nothing is made before there is a name.
 */
public final class Discovery {

  /**
   * Who is asked.
   *
   * @param nameServers empty for those of the system
   * @param hold how long an answer is used at least, and after how long it is first tried again
   */
  public record Resolvers(List<InetSocketAddress> nameServers, Duration hold) {}

  /** What is used to ask. */
  record Asked(Resolver resolver, Duration hold) {}

  private final Loop loop;
  private final Function<List<InetSocketAddress>, Resolver> factory;

  // Of the thread that configures.
  private @Nullable Resolver resolver;
  private List<InetSocketAddress> nameServers = List.of();

  // Of the loop.
  private @Nullable Asked asked;
  private final Names names;
  private Map<Entry, Located> located = new HashMap<>();

  /**
   * Looks nothing up yet.
   *
   * @param factory makes what asks certain name servers
   */
  public Discovery(Loop loop, Function<List<InetSocketAddress>, Resolver> factory) {
    this.loop = loop;
    this.factory = factory;
    this.names = new Names(loop, this::asked);
  }

  private Asked asked() {
    Asked current = asked;
    if (current == null) {
      throw new IllegalStateException("nobody to ask");
    }
    return current;
  }

  /** A configuration has come into effect. */
  public void configure(Resolvers resolvers, List<Entry> entries) {
    Resolver before = resolver;
    if (before == null && entries.isEmpty()) {
      return;
    }
    Resolver now = before;
    if (now == null || !resolvers.nameServers().equals(nameServers)) {
      now = factory.apply(resolvers.nameServers());
      resolver = now;
      nameServers = resolvers.nameServers();
    }
    Asked next = new Asked(now, resolvers.hold());
    loop.execute(() -> apply(next, entries));
  }

  private void apply(Asked next, List<Entry> entries) {
    Asked before = asked;
    asked = next;
    Map<Entry, Located> gone = located;
    Map<Entry, Located> added = new HashMap<>();
    located = new HashMap<>();
    for (Entry entry : entries) {
      Located kept = gone.remove(entry);
      if (kept == null) {
        added.put(entry, make(entry));
      }
      located.put(entry, kept == null ? added.get(entry) : kept);
    }
    // In this order, so that names which both have are not asked for anew.
    added.values().forEach(Located::start);
    gone.values().forEach(Located::stop);
    if (before != null && !before.resolver().equals(next.resolver())) {
      names.askAll();
      before.resolver().close();
    }
  }

  private Located make(Entry entry) {
    return entry.service() ? new ServiceServers(entry, names) : new HostServers(entry, names);
  }

  /** Looks nothing up any more. */
  public void close() {
    Resolver last = resolver;
    if (last != null) {
      loop.execute(() -> {
        names.stop();
        last.close();
      });
    }
  }
}
