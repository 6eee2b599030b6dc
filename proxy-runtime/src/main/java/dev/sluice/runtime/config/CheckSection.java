package dev.sluice.runtime.config;

import dev.sluice.api.Check;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.tree.Node;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The {@code check} of a server, over that of its backend: what the server does not say, the
 * backend does, and without a word it is {@code tcp}.
 */
final class CheckSection {

  /** What sessions may tell of a server. */
  private enum Observe {
    LAYER4
  }

  private static final Pattern PERCENT = Pattern.compile("(\\d{1,3})%");
  private static final String DEFAULT_CHECK = "tcp";

  private static final Key<Duration> INTER =
      Key.withDefault(
          "inter",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(2),
          "2s",
          "How long from the beginning of one check to that of the next");
  private static final Key<Duration> FASTINTER =
      Key.optional(
          "fastinter",
          CoreTypes.TIMEOUT,
          "The same as long as the state is not certain: before the first result, and while results"
              + " in a row speak against it; as inter if it is not set");
  private static final Key<Duration> DOWNINTER =
      Key.optional(
          "downinter",
          CoreTypes.TIMEOUT,
          "The same while the server is down; as inter if it is not set");
  private static final Key<Long> RISE =
      Key.withDefault(
          "rise",
          Type.number(1, 1000),
          2L,
          "2",
          "How many checks in a row must pass before a server that is down is up");
  private static final Key<Long> FALL =
      Key.withDefault(
          "fall",
          Type.number(1, 1000),
          3L,
          "3",
          "How many checks in a row must fail before a server that is up is down; the first check"
              + " of all decides alone");
  private static final Key<Observe> OBSERVE =
      Key.optional(
          "observe",
          Type.choice(Observe.class),
          "layer4: sessions that cannot connect count too; checks bring the server up again");
  private static final Key<Long> ERROR_LIMIT =
      Key.withDefault(
          "error-limit",
          Type.number(1, 1_000_000),
          10L,
          "10",
          "With observe: how many attempts to connect in a row must fail before the server is"
              + " down");
  private static final Key<Integer> MAX_EJECTED =
      Key.withDefault(
          "max-ejected",
          Type.text("a share", Integer.class, CheckSection::percent),
          50,
          "50%",
          "With observe: what part of the backend's servers may be down by that alone, rounded"
              + " down; the others go on, as what keeps all of them from being reached may be"
              + " here");
  private static final Key<Check> WORD =
      Key.optional(
          "word", Type.extension(Check.class), "How the server is asked; without a word by tcp");

  private static final SettingsSpec SPEC =
      SettingsSpec.of(
              WORD, INTER, FASTINTER, DOWNINTER, RISE, FALL, OBSERVE, ERROR_LIMIT, MAX_EJECTED)
          .rest(WORD)
          .shortForm(WORD);
  private static final Set<String> KEYS =
      SPEC.keys().stream()
          .filter(key -> key != WORD)
          .map(Key::name)
          .collect(Collectors.toUnmodifiableSet());
  private static final Type<Object> TYPE = Type.oneOf(Type.flag(), Type.object(SPEC));

  static final Key<Object> OF_SERVER =
      Key.optional(
          "check",
          TYPE,
          "How it is found out whether it works: true, a check, or a check with inter, rise and so"
              + " on beside it. What is not said here holds as the backend says; false for no"
              + " check: it always counts as up");
  static final Key<Object> OF_BACKEND =
      Key.optional(
          "check", TYPE, "The same for every server that does not say otherwise; true is tcp");

  private final Reading reading;
  private final Duration timeout;
  private final @Nullable Settings backend;
  private final boolean forAll;
  private final @Nullable Extension<Check> ofBackend;

  /**
   * For the servers of a backend.
   *
   * @param timeout how long a check may take; null for {@code inter}
   */
  CheckSection(Settings backend, @Nullable Duration timeout, Reading reading) {
    this.reading = reading;
    this.timeout = timeout == null ? Duration.ZERO : timeout;
    Object value = backend.find(OF_BACKEND);
    this.backend = value instanceof Settings settings ? settings : null;
    this.forAll = value instanceof Settings || Boolean.TRUE.equals(value);
    this.ofBackend = forAll ? word(backend, OF_BACKEND.name(), this.backend) : null;
  }

  /** The check of a server; null for none, or if there is a problem. */
  @Nullable CheckConfig of(Settings server) {
    Object value = server.find(OF_SERVER);
    if (Boolean.FALSE.equals(value) || (value == null && !forAll)) {
      return null;
    }
    Settings own = value instanceof Settings settings ? settings : null;
    boolean inherits = forAll && (own == null || !names(own));
    Extension<Check> check = inherits ? ofBackend : word(server, OF_SERVER.name(), own);
    if (check == null) {
      return null;
    }
    Duration inter = get(own, INTER);
    return new CheckConfig(
        check,
        inter,
        orInter(find(own, FASTINTER), inter),
        orInter(find(own, DOWNINTER), inter),
        get(own, RISE).intValue(),
        get(own, FALL).intValue(),
        timeout.isZero() ? inter : timeout,
        find(own, OBSERVE) == null
            ? null
            : new CheckConfig.Observation(get(own, ERROR_LIMIT).intValue(), get(own, MAX_EJECTED)));
  }

  private static Duration orInter(@Nullable Duration duration, Duration inter) {
    return duration == null ? inter : duration;
  }

  private <T> T get(@Nullable Settings own, Key<T> key) {
    T value = find(own, key);
    if (value == null) {
      throw new IllegalStateException(key + " has no default");
    }
    return value;
  }

  private <T> @Nullable T find(@Nullable Settings own, Key<T> key) {
    if (own != null && own.has(key)) {
      return own.find(key);
    }
    return backend == null ? key.defaultValue() : backend.find(key);
  }

  /** Whether a check object says how to ask; also in words that are a problem. */
  private boolean names(Settings check) {
    return wordNode(check) != null || check.has(WORD);
  }

  /** What stands for the check itself; null if only keys stand there. */
  private @Nullable Node wordNode(Settings check) {
    Node origin = reading.reader().origin(check);
    if (!(origin instanceof Node.Members object)) {
      return origin;
    }
    for (Map.Entry<String, Node.Member> member : object.members().entrySet()) {
      if (!KEYS.contains(member.getKey())) {
        return new Node.Text(member.getValue().place(), member.getKey());
      }
    }
    return null;
  }

  /** The check that a section names; null with a problem. */
  private @Nullable Extension<Check> word(Settings section, String key, @Nullable Settings check) {
    Node word = check == null ? null : wordNode(check);
    if (check == null || word == null) {
      return reading.byDefault(Check.class, DEFAULT_CHECK, reading.place(section, key));
    }
    Check instance = check.find(WORD);
    return instance == null ? null : reading.word(Check.class, instance, word);
  }

  private static int percent(String text) throws BadValueException {
    Matcher matcher = PERCENT.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 100) {
      throw new BadValueException("is not a share (expected \"0%\" to \"100%\")");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
