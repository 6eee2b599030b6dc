package dev.sluice.it.extension;

import com.google.auto.service.AutoService;
import dev.sluice.api.AccessLog;
import dev.sluice.api.Answer;
import dev.sluice.api.Balancer;
import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.Plugin;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.Server;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** An extension {@code faulty} of each kind: all of it works but one method, which fails. */
@AutoService(Plugin.class)
public final class FaultyExtensions implements Plugin {

  private static final Key<String> AT = Key.required("at", Type.text(), "The method that fails");
  private static final Key<String> HOW = Key.required("how", Type.text(), "In which way");

  /** For the service loader. */
  public FaultyExtensions() {}

  @Override
  public String name() {
    return "faulty-extensions";
  }

  @Override
  public List<Factory<Matcher>> matchers() {
    return List.of(new Faulty<>(FaultyMatcher::new));
  }

  @Override
  public List<Factory<Filter>> filters() {
    return List.of(new Faulty<>(FaultyFilter::new));
  }

  @Override
  public List<Factory<Emitter>> emitters() {
    return List.of(
        new Faulty<Emitter>(fault -> session -> fault.value("emit", () -> new byte[] {'!'})));
  }

  @Override
  public List<Factory<Balancer>> balancers() {
    return List.of(
        new Faulty<Balancer>(
            fault -> (usable, session) -> fault.<Server>value("pick", usable::getFirst)));
  }

  @Override
  public List<Factory<Check>> checks() {
    return List.of(
        new Faulty<Check>(fault ->
            (server, timeout) ->
                fault.value("probe", () -> Future.succeededFuture(CheckResult.of("fine")))));
  }

  @Override
  public List<Factory<AccessLog>> accessLogs() {
    return List.of(new Faulty<>(FaultyLog::new));
  }

  @Override
  public List<Factory<LogFormat>> logFormats() {
    return List.of(
        new Faulty<LogFormat>(
            fault -> (session, line) -> fault.value("format", () -> line.append("line"))));
  }

  private record Faulty<T>(Function<Fault, T> maker) implements Factory<T> {

    @Override
    public String word() {
      return "faulty";
    }

    @Override
    public String doc() {
      return "Fails as a test says";
    }

    @Override
    public SettingsSpec settings() {
      return SettingsSpec.of(AT, HOW);
    }

    @Override
    public T create(Settings settings, dev.sluice.api.Context context) {
      return maker.apply(new Fault(settings.get(AT), settings.get(HOW)));
    }
  }

  /** Which method fails, and how. */
  private record Fault(String at, String how) {

    /** What a method of something that works would return. */
    private interface Usual<T> {
      T value();
    }

    <T> T value(String method, Usual<T> usual) {
      if (!method.equals(at)) {
        return usual.value();
      }
      switch (how) {
        case "checked" -> FaultyExtensions.<RuntimeException>sneak(new Exception("undeclared"));
        case "assertion" -> throw new AssertionError("it never happens");
        case "no-class" -> throw new NoClassDefFoundError("org/example/Gone");
        case "overflow" -> deeper(1);
        case "null" -> {
          return FaultyExtensions.nothing();
        }
        case "block" -> LockSupport.parkNanos(200_000_000);
        default -> throw new IllegalArgumentException(how);
      }
      return usual.value();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static int deeper(int depth) {
      return deeper(depth + 1) + depth;
    }
  }

  /** Throws what the compiler would not let a plugin throw. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // as a plugin without checks
  private static <T> T nothing() {
    return null;
  }

  private record FaultyMatcher(Fault fault) implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return fault.value("match", () -> Answer.YES);
    }
  }

  private record FaultyFilter(Fault fault) implements Filter {

    @Override
    public Future<Verdict> onAccept(Client client) {
      return fault.value("on-accept", () -> Verdict.ALLOWED);
    }

    @Override
    public Future<Verdict> onRoute(SessionView session) {
      return fault.value("on-route", () -> Verdict.ALLOWED);
    }

    @Override
    public void onClose(SessionRecord session) {
      fault.value("on-close", () -> session);
    }
  }

  private record FaultyLog(Fault fault) implements AccessLog, AutoCloseable {

    @Override
    public void write(String line, SessionRecord session) {
      fault.value("write", () -> session);
    }

    @Override
    public void close() {
      fault.value("close", () -> "");
    }
  }
}
