package dev.sluice.runtime.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsNameResolverChannelStrategy;
import io.netty.resolver.dns.DnsServerAddressStream;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A resolver on one of Netty's event loops. Names of {@code /etc/hosts} are not asked for, search
 * domains are heeded; both files are read at most every few seconds, by another thread. What does
 * not fit a datagram is asked for by TCP. Every question comes from a port of its own, so that
 * answers are hard to forge.
 */
public final class DnsResolver implements Resolver {

  /** As HAProxy's {@code timeout retry}. */
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** Names of this machine change when somebody edits a file. */
  private static final Duration TTL_OF_HOSTS = Duration.ofMinutes(1);

  /** Each takes a descriptor, which sessions need, too. */
  private static final int MOST_AT_ONCE = 50;

  private static final long SYSTEM_NANOS = Duration.ofSeconds(5).toNanos();

  private final EventLoop loop;
  private final Executor worker;
  private final DnsNameResolver dns;
  private final List<InetSocketAddress> nameServers;
  private final Set<DatagramChannel> open = ConcurrentHashMap.newKeySet();

  // Of the loop.
  private @Nullable CompletableFuture<SystemNames> system;
  private long systemRead;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int asking;

  /**
   * A resolver. Blocks a little, while classes and files are read.
   *
   * @param nameServers who is asked; if it is empty, whom the system names
   * @param worker reads files
   */
  public DnsResolver(
      EventLoop loop,
      ChannelFactory<? extends DatagramChannel> datagrams,
      ChannelFactory<? extends SocketChannel> sockets,
      List<InetSocketAddress> nameServers,
      Executor worker) {
    this.loop = loop;
    this.worker = worker;
    this.nameServers = List.copyOf(nameServers);
    this.dns =
        new DnsNameResolverBuilder(loop)
            .datagramChannelFactory(() -> remembered(datagrams.newChannel()))
            .socketChannelFactory(sockets)
            .datagramChannelStrategy(DnsNameResolverChannelStrategy.ChannelPerResolution)
            .queryTimeoutMillis(TIMEOUT.toMillis())
            .build();
  }

  @Override
  public CompletableFuture<Found<Addresses>> addresses(String host) {
    return withSystem(names -> {
      Addresses known = names.hosts(host);
      if (known == null && isLocalhost(host)) {
        known = new Addresses(List.of(InetAddress.getLoopbackAddress()), List.of());
      }
      return known != null
          ? CompletableFuture.completedFuture(new Found<>(known, TTL_OF_HOSTS))
          : first(names, host, candidate -> addressesOf(names, candidate));
    });
  }

  /** RFC 6761: what it is no name server is asked. */
  private static boolean isLocalhost(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost") || name.endsWith(".localhost");
  }

  @Override
  public CompletableFuture<Found<List<Target>>> targets(String service) {
    return withSystem(names ->
        first(
            names,
            service,
            candidate ->
                lookup(names, candidate, DnsRecordType.SRV, DnsResolver::target)
                    .thenApply(found -> found.answer().isEmpty() ? null : found)));
  }

  /** A channel of one question, which the builder of questions leaves open until its time is up. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private DatagramChannel remembered(DatagramChannel channel) {
    open.add(channel);
    channel.closeFuture().addListener(_ -> open.remove(channel));
    return channel;
  }

  @Override
  public void close() {
    dns.close();
    open.forEach(Channel::close);
  }

  // The system's files

  private <T> CompletableFuture<T> withSystem(Function<SystemNames, CompletableFuture<T>> then) {
    return CompletableFuture.supplyAsync(this::system, loop)
        .thenCompose(names -> names)
        .thenComposeAsync(then, loop);
  }

  private CompletableFuture<SystemNames> system() {
    long now = System.nanoTime();
    CompletableFuture<SystemNames> last = system;
    if (last == null || now - systemRead >= SYSTEM_NANOS) {
      last = CompletableFuture.supplyAsync(SystemNames::read, worker);
      system = last;
      systemRead = now;
    }
    return last;
  }

  private List<InetSocketAddress> servers(SystemNames names) {
    if (!nameServers.isEmpty()) {
      return nameServers;
    }
    return names.nameServers().isEmpty() ? platform() : names.nameServers();
  }

  /** Where there is no resolv.conf. */
  private static List<InetSocketAddress> platform() {
    DnsServerAddressStream stream =
        DnsServerAddressStreamProviders.platformDefault().nameServerAddressStream(".");
    List<InetSocketAddress> servers = new ArrayList<>();
    for (int i = 0; i < stream.size(); i++) {
      servers.add(stream.next());
    }
    return servers;
  }

  // Questions

  /** The first of the names it may stand for that has an answer; null is the answer of none. */
  private static <T> CompletableFuture<Found<T>> first(
      SystemNames names,
      String name,
      Function<String, CompletableFuture<@Nullable Found<T>>> question) {
    return first(names.candidates(name), 0, question);
  }

  private static <T> CompletableFuture<Found<T>> first(
      List<String> candidates,
      int index,
      Function<String, CompletableFuture<@Nullable Found<T>>> question) {
    if (index == candidates.size()) {
      return CompletableFuture.failedFuture(new UnknownHostException("there is no such name"));
    }
    return question
        .apply(candidates.get(index))
        .thenCompose(found ->
            found == null
                ? first(candidates, index + 1, question)
                : CompletableFuture.completedFuture(found));
  }

  private CompletableFuture<@Nullable Found<Addresses>> addressesOf(
      SystemNames names, String name) {
    var v4 = lookup(names, name, DnsRecordType.A, content -> address(content, 4));
    var v6 = lookup(names, name, DnsRecordType.AAAA, content -> address(content, 16));
    return CompletableFuture.allOf(v4, v6).handle((_, _) -> both(v4, v6)).thenCompose(both -> both);
  }

  private static CompletableFuture<@Nullable Found<Addresses>> both(
      CompletableFuture<Found<List<InetAddress>>> v4,
      CompletableFuture<Found<List<InetAddress>>> v6) {
    List<InetAddress> four = answer(v4);
    List<InetAddress> six = answer(v6);
    Addresses addresses = new Addresses(four, six);
    if (!addresses.all().isEmpty()) {
      Duration ttl = ttl(v4).compareTo(ttl(v6)) < 0 ? ttl(v4) : ttl(v6);
      return CompletableFuture.completedFuture(new Found<>(addresses, ttl));
    }
    if (four == null || six == null) {
      return CompletableFuture.failedFuture((four == null ? v4 : v6).exceptionNow());
    }
    return CompletableFuture.completedFuture(null);
  }

  private static @Nullable List<InetAddress> answer(
      CompletableFuture<Found<List<InetAddress>>> family) {
    return family.isCompletedExceptionally() ? null : family.resultNow().answer();
  }

  /** A family without addresses does not say for how long it has none. */
  private static Duration ttl(CompletableFuture<Found<List<InetAddress>>> family) {
    List<InetAddress> answer = answer(family);
    return answer == null || answer.isEmpty()
        ? Duration.ofSeconds(Integer.MAX_VALUE)
        : family.resultNow().ttl();
  }

  private <T> CompletableFuture<Found<List<T>>> lookup(
      SystemNames names, String name, DnsRecordType type, Lookup.Reader<T> reader) {
    List<InetSocketAddress> servers = servers(names);
    if (servers.isEmpty()) {
      return CompletableFuture.failedFuture(new IOException("there is no name server"));
    }
    CompletableFuture<Found<List<T>>> answer = new CompletableFuture<>();
    waiting.add(() ->
        Lookup.start(dns, servers, name, type, reader)
            // Behind this turn: one that ends at once would start the next within itself.
            .whenCompleteAsync(
                (found, error) -> {
                  if (error == null) {
                    answer.complete(found);
                  } else {
                    answer.completeExceptionally(error);
                  }
                  asking--;
                  startNext();
                },
                loop));
    startNext();
    return answer;
  }

  private void startNext() {
    while (asking < MOST_AT_ONCE && !waiting.isEmpty()) {
      asking++;
      waiting.remove().run();
    }
  }

  // Records

  /** Block lists answer with all zeros, which would be this machine. */
  private static @Nullable InetAddress address(ByteBuf content, int length) {
    if (content.readableBytes() != length) {
      return null;
    }
    byte[] bytes = new byte[length];
    content.readBytes(bytes);
    try {
      InetAddress address = InetAddress.getByAddress(bytes);
      return address.isAnyLocalAddress() || address.isMulticastAddress() ? null : address;
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** RFC 2782: a target that is the root says that there is no such service. */
  private static @Nullable Target target(ByteBuf content) {
    int priority = content.readUnsignedShort();
    int weight = content.readUnsignedShort();
    int port = content.readUnsignedShort();
    String host = DefaultDnsRecordDecoder.decodeName(content).toLowerCase(Locale.ROOT);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.isEmpty() || port == 0 ? null : new Target(name, port, priority, weight);
  }
}
