package dev.sluice.plugin.rate;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** {@code "rate-limit": {"by": "src", "rate": "10/s"}}. */
final class RateLimitFactory implements Factory<Filter> {

  /** Whose connections, requests and sessions are counted together. */
  enum By {
    SRC,
    SNI,
    HOST,
    FRONTEND
  }

  /** What a rate is of. */
  enum Of {
    CONNECTIONS,
    REQUESTS
  }

  /** What becomes of what is over a limit. */
  enum Action {
    DENY,
    TARPIT,
    DRY_RUN
  }

  static final Key<By> BY =
      Key.required(
          "by",
          Type.choice(By.class),
          "What is counted together: the client's network, the name in its ClientHello, the host of"
              + " its request, or all there is in the frontend");
  static final Key<Rate> RATE =
      Key.optional(
          "rate",
          Type.text("a rate", Rate.class, Rate::parse),
          "How many connections or requests in which time: 10/s, 600/m, 1000/h, 100/10s");
  static final Key<Of> OF =
      Key.optional(
          "of",
          Type.choice(Of.class),
          "What the rate is of; without it requests in mode http, connections in mode tcp and by"
              + " sni");
  static final Key<Long> BURST =
      Key.optional(
          "burst",
          Type.number(1, Rate.MOST),
          "How many may come at once after a pause; without it as many as the number in the rate");
  static final Key<Long> SESSIONS =
      Key.optional(
          "sessions",
          Type.number(1, Integer.MAX_VALUE - 1),
          "How many sessions there may be at a time");
  static final Key<Action> ACTION =
      Key.withDefault(
          "action",
          Type.choice(Action.class),
          Action.DENY,
          "deny",
          "What becomes of what is over a limit: it is refused, or after a while, or only counted");
  static final Key<Duration> TARPIT =
      Key.withDefault(
          "tarpit",
          Type.duration(),
          Duration.ofSeconds(5),
          "5s",
          "How long action tarpit leaves a client waiting");
  static final Key<Long> V4 =
      Key.withDefault("v4", Type.number(1, 32), 32L, "32", "How many bits of an IPv4 address");
  static final Key<Long> V6 =
      Key.withDefault("v6", Type.number(1, 128), 64L, "64", "How many bits of an IPv6 address");
  static final Key<Settings> PREFIX =
      Key.optional(
          "prefix",
          Type.object(SettingsSpec.of(V4, V6)),
          "By src: how much of an address is one client's");
  static final Key<Long> KEYS =
      Key.withDefault(
          "keys",
          Type.number(1024, 4_000_000),
          1_000_000L,
          "1000000",
          "How many networks or names are kept in mind, at 43 to 86 bytes each");

  private final LongSupplier nanoTime;

  RateLimitFactory(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  @Override
  public String word() {
    return "rate-limit";
  }

  @Override
  public String doc() {
    return "Limits how many connections or requests come in a time, and how many sessions there"
        + " are";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(BY, RATE, OF, BURST, SESSIONS, ACTION, TARPIT, PREFIX, KEYS);
  }

  private static void publish(Memory memory, Context context) {
    Counts counts = memory.counts();
    context.counter("allowed", "What was within its limits", counts::allowed);
    context.counter("denied", "What was refused at once", counts::denied);
    context.counter("tarpitted", "What was to be refused after a while", counts::tarpitted);
    context.counter("dry.run", "What would have been refused but for dry-run", counts::dryRun);
    context.counter(
        "uncounted", "What was let through because the table was full", counts::uncounted);
    context.gauge("keys", "How many networks or names are kept in mind", memory.table()::size);
  }

  @Override
  public RateLimit create(Settings settings, Context context) {
    check(settings, context);
    By by = settings.get(BY);
    Rate rate = settings.find(RATE);
    Limit limit = limit(settings, rate);
    Settings prefix = settings.find(PREFIX);
    Settings bits = prefix == null ? Settings.builder().build() : prefix;
    int v4 = bits.get(V4).intValue();
    int v6 = bits.get(V6).intValue();
    Of of = of(settings, context);
    // What was counted by another key, or of something else, is of no use.
    String kept = by + " " + v4 + "/" + v6 + " " + of;
    Memory memory = context.carryOver(kept, Memory::fresh);
    publish(memory, context);
    return new RateLimit(
        new Subject(by, v4, v6, memory.keys()),
        new Course(by, of, settings.has(OF), context.readsRequests()),
        limit,
        settings.get(ACTION),
        settings.get(TARPIT),
        memory,
        nanoTime);
  }

  private static Limit limit(Settings settings, @Nullable Rate rate) {
    Long burst = settings.find(BURST);
    Long sessions = settings.find(SESSIONS);
    int most = burst != null ? burst.intValue() : rate == null ? 0 : rate.tokens();
    return Limit.of(
        rate,
        most,
        sessions == null ? Limit.ANY : sessions.intValue(),
        settings.get(KEYS).intValue());
  }

  private static Of of(Settings settings, Context context) {
    Of of = settings.find(OF);
    if (of != null) {
      return of;
    }
    boolean requests = context.readsRequests() && settings.get(BY) != By.SNI;
    return requests ? Of.REQUESTS : Of.CONNECTIONS;
  }

  private static void check(Settings settings, Context context) {
    By by = settings.get(BY);
    if (!settings.has(RATE)) {
      if (!settings.has(SESSIONS)) {
        context.problem("limits nothing (expected \"rate\", or \"sessions\", or both)");
      }
      needs(settings, BURST, "\"rate\"", context);
      needs(settings, OF, "\"rate\"", context);
    }
    if (by != By.SRC) {
      needs(settings, PREFIX, "\"by\": \"src\"", context);
    }
    if (settings.get(ACTION) != Action.TARPIT) {
      needs(settings, TARPIT, "\"action\": \"tarpit\"", context);
    }
    if (settings.get(TARPIT).isZero()) {
      context.problem("\"tarpit\" is zero (expected a longer time, or \"action\": \"deny\")");
    }
    Of of = settings.find(OF);
    if (by == By.SNI && of == Of.REQUESTS) {
      context.problem(
          "counts requests by sni, which belongs to a connection (expected \"of\":"
              + " \"connections\")");
    }
    if (by == By.HOST && of == Of.CONNECTIONS && context.readsRequests()) {
      context.problem(
          "counts connections by host, which each request names anew in mode http (expected"
              + " \"of\": \"requests\")");
    }
  }

  private static void needs(Settings settings, Key<?> key, String other, Context context) {
    if (settings.has(key)) {
      context.problem("\"" + key.name() + "\" does nothing (expected " + other + " beside it)");
    }
  }
}
