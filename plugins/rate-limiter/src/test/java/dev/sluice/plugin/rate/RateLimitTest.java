package dev.sluice.plugin.rate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Context;
import dev.sluice.api.HeaderField;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.TextFile;
import dev.sluice.testkit.SampleSettings;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long SECOND = 1_000_000_000;

  private long now = 5;
  private long sessions;
  private final Map<String, Object> carried = new HashMap<>();

  /** A context that carries over from each filter of a test to the next. */
  private final class Carrying implements Context {
    private final boolean requests;

    Carrying(boolean requests) {
      this.requests = requests;
    }

    @Override
    public Vertx vertx() {
      throw new AssertionError();
    }

    @Override
    public Path home() {
      throw new AssertionError();
    }

    @Override
    public boolean readsRequests() {
      return requests;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T carryOver(String key, Supplier<T> fresh) {
      return (T) carried.computeIfAbsent(key, _ -> fresh.get());
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

  private record From(SocketAddress address, long session) implements Client {
    @Override
    public SocketAddress localAddress() {
      return new InetSocketAddress("192.0.2.80", 443);
    }

    @Override
    public String frontend() {
      return "web";
    }
  }

  private record Seen(
      Client client, @Nullable ClientHello clientHello, @Nullable RequestHead requestHead)
      implements SessionView {
    @Override
    public long id() {
      return 4711;
    }

    @Override
    public String backend() {
      return "app";
    }

    @Override
    public @Nullable String route() {
      return null;
    }
  }

  private RateLimit filter(String mode, String settings) {
    RateLimitFactory factory = new RateLimitFactory(() -> now);
    try {
      String json = "{" + settings.replace('\'', '"') + "}";
      return factory.create(
          SampleSettings.read(factory.settings(), json), new Carrying(mode.equals("http")));
    } catch (BadValueException e) {
      throw new AssertionError(e);
    }
  }

  private From client(String address) {
    return new From(new InetSocketAddress(address, 1234), ++sessions);
  }

  private static RequestHead request(String host) {
    return (RequestHead)
        Proxy.newProxyInstance(
            RequestHead.class.getClassLoader(),
            new Class<?>[] {RequestHead.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("host");
              return host;
            });
  }

  private static void close(RateLimit filter, Client client) {
    filter.onClose(
        (SessionRecord)
            Proxy.newProxyInstance(
                SessionRecord.class.getClassLoader(),
                new Class<?>[] {SessionRecord.class},
                (proxy, method, arguments) -> {
                  assertThat(method.getName()).isEqualTo("client");
                  return client;
                }));
  }

  private static SessionView hello(Client client, @Nullable String name) {
    return new Seen(client, new ClientHello(name, List.of()), null);
  }

  private static boolean accepts(RateLimit filter, Client client) {
    return filter.onAccept(client).result().allowed();
  }

  private static boolean takes(RateLimit filter, Client client, String host) {
    return filter.onRequest(client, request(host)).result().allowed();
  }

  private static boolean routes(RateLimit filter, Client client, @Nullable String name) {
    return filter.onRoute(hello(client, name)).result().allowed();
  }

  @Test
  void tcp_countsConnections_ofEachClient() {
    RateLimit filter = filter("tcp", "'by': 'src', 'rate': '2/s'");
    assertThat(accepts(filter, client("192.0.2.1"))).isTrue();
    assertThat(accepts(filter, client("192.0.2.1"))).isTrue();
    Verdict refusal = filter.onAccept(client("192.0.2.1")).result();
    assertThat(refusal.allowed()).isFalse();
    assertThat(refusal.reason()).isEqualTo("too many connections by src");
    assertThat(refusal.hold()).isZero();
    assertThat(accepts(filter, client("192.0.2.2"))).isTrue();
    assertThat(routes(filter, client("192.0.2.1"), "a.test")).isTrue();
    now += SECOND / 2;
    assertThat(accepts(filter, client("192.0.2.1"))).isTrue();
    assertThat(filter.counts().allowed()).isEqualTo(4);
    assertThat(filter.counts().denied()).isEqualTo(1);
  }

  @Test
  void http_countsRequests_unlessItIsToldOtherwise() {
    RateLimit requests = filter("http", "'by': 'src', 'rate': '2/m'");
    From client = client("192.0.2.1");
    for (int i = 0; i < 5; i++) {
      assertThat(accepts(requests, client("192.0.2.1"))).isTrue();
    }
    assertThat(takes(requests, client, "a.test")).isTrue();
    assertThat(takes(requests, client, "b.test")).isTrue();
    Verdict refusal = requests.onRequest(client, request("a.test")).result();
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.fields()).containsExactly(new HeaderField("Retry-After", "30"));
    now += 29 * SECOND + 1;
    assertThat(requests.onRequest(client, request("a.test")).result().fields())
        .containsExactly(new HeaderField("Retry-After", "1"));

    RateLimit connections = filter("http", "'by': 'src', 'rate': '2/m', 'of': 'connections'");
    assertThat(accepts(connections, client)).isTrue();
    assertThat(takes(connections, client, "a.test")).isTrue();
    assertThat(takes(connections, client, "a.test")).isTrue();
    assertThat(accepts(connections, client)).isTrue();
    assertThat(accepts(connections, client)).isFalse();
  }

  @Test
  void sni_isCountedOnceTheHelloWasRead_andThoseWithoutOneTogether() {
    RateLimit filter = filter("tcp", "'by': 'sni', 'rate': '1/s'");
    assertThat(accepts(filter, client("192.0.2.1"))).isTrue();
    assertThat(routes(filter, client("192.0.2.1"), "a.test")).isTrue();
    assertThat(routes(filter, client("192.0.2.2"), "a.test")).isFalse();
    assertThat(routes(filter, client("192.0.2.2"), "b.test")).isTrue();
    assertThat(routes(filter, client("192.0.2.2"), null)).isTrue();
    assertThat(routes(filter, client("192.0.2.3"), null)).isFalse();
  }

  @Test
  void frontend_isCountedAsOne_andClientsOnUnixSocketsAreNoAddress() {
    RateLimit all = filter("tcp", "'by': 'frontend', 'rate': '2/s'");
    From local = new From(UnixDomainSocketAddress.of(""), 99);
    assertThat(accepts(all, client("192.0.2.1"))).isTrue();
    assertThat(accepts(all, local)).isTrue();
    assertThat(accepts(all, client("192.0.2.2"))).isFalse();

    RateLimit each = filter("tcp", "'by': 'src', 'rate': '1/s', 'sessions': 1");
    for (int i = 0; i < 5; i++) {
      assertThat(accepts(each, local)).isTrue();
    }
    close(each, local);
  }

  @Test
  void sessions_areGivenBackOnce_andOnlyByWhoWasLetIn() {
    RateLimit filter = filter("tcp", "'by': 'src', 'sessions': 2");
    From first = client("192.0.2.1");
    From second = client("192.0.2.1");
    From third = client("192.0.2.1");
    assertThat(accepts(filter, first)).isTrue();
    assertThat(accepts(filter, second)).isTrue();
    assertThat(accepts(filter, third)).isFalse();
    close(filter, third);
    assertThat(accepts(filter, third)).isFalse();
    close(filter, first);
    close(filter, first);
    assertThat(accepts(filter, third)).isTrue();
    assertThat(accepts(filter, first)).isFalse();
    Verdict refusal = filter.onAccept(first).result();
    assertThat(refusal.reason()).isEqualTo("too many sessions by src");
    assertThat(refusal.fields()).isEmpty();
  }

  @Test
  void sessionByHost_countsForTheHostOfItsLastRequest() {
    RateLimit filter = filter("http", "'by': 'host', 'sessions': 1");
    From one = client("192.0.2.1");
    From other = client("192.0.2.2");
    assertThat(takes(filter, one, "a.test")).isTrue();
    assertThat(takes(filter, one, "a.test")).isTrue();
    assertThat(takes(filter, other, "a.test")).isFalse();
    assertThat(takes(filter, other, "b.test")).isTrue();
    // Refused, it still has what it had.
    assertThat(takes(filter, one, "b.test")).isFalse();
    assertThat(takes(filter, other, "a.test")).isFalse();
    assertThat(takes(filter, one, "c.test")).isTrue();
    assertThat(takes(filter, other, "a.test")).isTrue();
    close(filter, one);
    close(filter, other);
    for (String host : List.of("a.test", "b.test", "c.test")) {
      assertThat(takes(filter, client("192.0.2.3"), host)).isTrue();
    }
  }

  @Test
  void refusedSession_takesNoToken() {
    RateLimit filter = filter("tcp", "'by': 'src', 'rate': '2/h', 'sessions': 1");
    From client = client("192.0.2.1");
    assertThat(accepts(filter, client)).isTrue();
    for (int i = 0; i < 5; i++) {
      assertThat(accepts(filter, client("192.0.2.1"))).isFalse();
    }
    close(filter, client);
    assertThat(accepts(filter, client("192.0.2.1"))).isTrue();
  }

  @Test
  void tarpit_isTheSameRefusalAfterAWhile() {
    RateLimit filter =
        filter("http", "'by': 'src', 'rate': '1/m', 'action': 'tarpit', 'tarpit': '20s'");
    From client = client("192.0.2.1");
    assertThat(takes(filter, client, "a.test")).isTrue();
    Verdict refusal = filter.onRequest(client, request("a.test")).result();
    assertThat(refusal.hold()).isEqualTo(Duration.ofSeconds(20));
    assertThat(refusal.status()).isEqualTo(429);
    assertThat(refusal.fields()).containsExactly(new HeaderField("Retry-After", "40"));
    assertThat(filter.counts().tarpitted()).isEqualTo(1);
  }

  @Test
  void dryRun_onlyCounts_butKeepsItsSessionsRight() {
    RateLimit dry = filter("tcp", "'by': 'src', 'sessions': 1, 'action': 'dry-run'");
    From first = client("192.0.2.1");
    From second = client("192.0.2.1");
    assertThat(accepts(dry, first)).isTrue();
    assertThat(accepts(dry, second)).isTrue();
    assertThat(dry.counts().dryRun()).isEqualTo(1);
    assertThat(dry.counts().allowed()).isEqualTo(1);
    RateLimit strict = filter("tcp", "'by': 'src', 'sessions': 2");
    assertThat(accepts(strict, client("192.0.2.1"))).isFalse();
    close(dry, first);
    assertThat(accepts(strict, client("192.0.2.1"))).isTrue();
    close(dry, second);
    assertThat(accepts(strict, client("192.0.2.1"))).isTrue();
  }

  @Test
  void reload_carriesOver_inBothDirections() {
    RateLimit before = filter("tcp", "'by': 'src', 'rate': '10/h', 'sessions': 3");
    From old = client("192.0.2.1");
    assertThat(accepts(before, old)).isTrue();
    RateLimit after = filter("tcp", "'by': 'src', 'rate': '10/h', 'burst': 4, 'sessions': 2");
    From young = client("192.0.2.1");
    assertThat(accepts(after, young)).isTrue();
    assertThat(accepts(after, client("192.0.2.1"))).isFalse();
    RateLimit back = filter("tcp", "'by': 'src', 'rate': '10/h', 'sessions': 3");
    From third = client("192.0.2.1");
    assertThat(accepts(back, third)).isTrue();
    assertThat(accepts(back, client("192.0.2.1"))).isFalse();
    close(after, young);
    close(before, old);
    assertThat(accepts(after, client("192.0.2.1"))).isTrue();
    assertThat(accepts(after, client("192.0.2.1"))).isFalse();
    assertThat(after.counts()).isSameAs(before.counts());

    RateLimit others = filter("tcp", "'by': 'src', 'rate': '10/h', 'prefix': {'v4': 24}");
    assertThat(others.counts()).isNotSameAs(before.counts());
  }

  // Keys without a bucket had no token when a reload brought them one: everybody was refused.
  @Test
  void reload_thatBringsARate_refusesNobodyAtOnce() {
    RateLimit before = filter("tcp", "'by': 'src', 'sessions': 5");
    assertThat(accepts(before, client("192.0.2.1"))).isTrue();
    RateLimit after = filter("tcp", "'by': 'src', 'rate': '2/h', 'sessions': 5");
    assertThat(accepts(after, client("192.0.2.1"))).isTrue();
    assertThat(accepts(after, client("192.0.2.1"))).isTrue();
    assertThat(accepts(after, client("192.0.2.1"))).isFalse();
  }

  // Filters of before a reload, whose bucket fills faster, dropped keys that had used up what the
  // filters behind it give them.
  @Test
  void sessionOfBeforeAReload_leavesWhatIsUsedUp() {
    RateLimit before = filter("tcp", "'by': 'src', 'rate': '10/s', 'burst': 1, 'sessions': 2");
    From old = client("192.0.2.1");
    assertThat(accepts(before, old)).isTrue();
    RateLimit after = filter("tcp", "'by': 'src', 'rate': '1/h', 'sessions': 2");
    assertThat(accepts(after, client("192.0.2.1"))).isFalse();
    now += SECOND;
    close(before, old);
    assertThat(accepts(after, client("192.0.2.1"))).isFalse();
  }

  @Test
  void tableThatIsFull_isCounted() {
    RateLimit filter = filter("tcp", "'by': 'sni', 'rate': '1/d', 'keys': 1024");
    int refused = 0;
    for (int i = 0; i < 3000; i++) {
      refused += routes(filter, client("192.0.2.1"), i + ".test") ? 0 : 1;
    }
    assertThat(refused).isZero();
    assertThat(filter.counts().uncounted()).isEqualTo(3000 - filter.counts().allowed());
    assertThat(filter.counts().allowed()).isBetween(900L, 1024L);
  }
}
