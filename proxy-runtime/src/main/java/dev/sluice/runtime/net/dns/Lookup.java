package dev.sluice.runtime.net.dns;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One question: it is put to the name servers in turn until one answers, and aliases are followed.
 * An answer that nothing of the kind exists is an empty list. Only records of the answer itself
 * count, along the chain of aliases that begins with the name that was asked for; they hold as long
 * as the shortest of them does.
 */
final class Lookup<T> {

  /** As HAProxy's {@code resolve_retries}. */
  private static final int ROUNDS = 3;

  private static final int MOST_ALIASES = 8;
  private static final int CLASS_IN = DnsRecord.CLASS_IN;

  /** Reads what a record says. */
  interface Reader<T> {

    /** Null for what is of no use; may throw if it is broken. */
    @Nullable T read(ByteBuf content);
  }

  private record Alias(String target, long ttl) {}

  private final DnsNameResolver dns;
  private final List<InetSocketAddress> servers;
  private final DnsRecordType type;
  private final Reader<T> reader;
  private final CompletableFuture<Found<List<T>>> found = new CompletableFuture<>();
  private final Set<String> asked = new HashSet<>();
  private long ttl = Integer.MAX_VALUE;
  private int tries;

  private Lookup(
      DnsNameResolver dns, List<InetSocketAddress> servers, DnsRecordType type, Reader<T> reader) {
    this.dns = dns;
    this.servers = servers;
    this.type = type;
    this.reader = reader;
  }

  /**
   * Asks; on the resolver's loop, where the answer comes too. Never throws: whatever happens is the
   * outcome.
   *
   * @param servers at least one
   * @param name with a dot at its end
   */
  static <T> CompletableFuture<Found<List<T>>> start(
      DnsNameResolver dns,
      List<InetSocketAddress> servers,
      String name,
      DnsRecordType type,
      Reader<T> reader) {
    Lookup<T> lookup = new Lookup<>(dns, servers, type, reader);
    lookup.ask(name.toLowerCase(Locale.ROOT));
    return lookup.found;
  }

  private void ask(String name) {
    if (!asked.add(name) || asked.size() > MOST_ALIASES) {
      fail("the aliases lead nowhere");
      return;
    }
    query(name);
  }

  private void query(String name) {
    DnsQuestion question;
    try {
      question = new DefaultDnsQuestion(name, type);
    } catch (IllegalArgumentException e) {
      // Of a search domain or an alias that is no name, say: nothing can be called that.
      nothing();
      return;
    }
    InetSocketAddress server = servers.get(tries % servers.size());
    tries++;
    try {
      dns.query(server, question)
          .addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) ->
              ended(name, done));
    } catch (RuntimeException e) {
      fail(text(e));
    }
  }

  private void ended(String name, Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) {
    if (!done.isSuccess()) {
      again(name, text(done.cause()));
      return;
    }
    try {
      answered(name, done.getNow().content());
    } catch (RuntimeException e) {
      again(name, "a broken answer");
    } finally {
      ReferenceCountUtil.release(done.getNow());
    }
  }

  private static String text(Throwable cause) {
    return cause instanceof DnsNameResolverTimeoutException
        ? "no answer"
        : String.valueOf(cause.getMessage());
  }

  private void again(String name, String reason) {
    if (tries < ROUNDS * servers.size()) {
      query(name);
    } else {
      fail(
          servers.stream()
              .map(server -> server.getAddress().getHostAddress() + ":" + server.getPort())
              .collect(Collectors.joining(", ", reason + " from ", "")));
    }
  }

  private void nothing() {
    found.complete(new Found<>(List.of(), Duration.ZERO));
  }

  private void fail(String reason) {
    found.completeExceptionally(new IOException(reason));
  }

  private void answered(String name, DnsResponse response) {
    DnsResponseCode code = response.code();
    if (code.equals(DnsResponseCode.NXDOMAIN)) {
      nothing();
    } else if (!code.equals(DnsResponseCode.NOERROR)) {
      again(name, "answer " + code);
    } else if (response.isTruncated()) {
      again(name, "the answer was too long");
    } else {
      read(name, response);
    }
  }

  private void read(String name, DnsResponse response) {
    String owner = name;
    List<T> records = records(response, owner);
    for (int i = 0; records.isEmpty() && i < MOST_ALIASES; i++) {
      Alias alias = alias(response, owner);
      if (alias == null) {
        break;
      }
      ttl = Math.min(ttl, alias.ttl());
      owner = alias.target();
      records = records(response, owner);
    }
    if (records.isEmpty() && !owner.equals(name)) {
      ask(owner);
    } else {
      found.complete(new Found<>(records, Duration.ofSeconds(ttl)));
    }
  }

  private List<T> records(DnsResponse response, String owner) {
    List<T> records = new ArrayList<>();
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record instanceof DnsRawRecord raw && is(record, type, owner)) {
        T read = reader.read(raw.content().duplicate());
        if (read != null) {
          records.add(read);
          ttl = Math.min(ttl, seconds(record));
        }
      }
    }
    return records;
  }

  private static @Nullable Alias alias(DnsResponse response, String owner) {
    for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
      DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
      if (record instanceof DnsRawRecord raw && is(record, DnsRecordType.CNAME, owner)) {
        String target = DefaultDnsRecordDecoder.decodeName(raw.content().duplicate());
        return new Alias(target.toLowerCase(Locale.ROOT), seconds(record));
      }
    }
    return null;
  }

  private static boolean is(DnsRecord record, DnsRecordType type, String owner) {
    return record.type().equals(type)
        && record.dnsClass() == CLASS_IN
        && record.name().equalsIgnoreCase(owner);
  }

  /** RFC 2181: with the highest bit set it counts as zero. */
  private static long seconds(DnsRecord record) {
    long seconds = record.timeToLive();
    return seconds < 0 || seconds > Integer.MAX_VALUE ? 0 : seconds;
  }
}
