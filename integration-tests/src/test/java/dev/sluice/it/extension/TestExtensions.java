package dev.sluice.it.extension;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.auto.service.AutoService;
import dev.sluice.api.Context;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.HeadEdits;
import dev.sluice.api.HeaderField;
import dev.sluice.api.Plugin;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Filter {@code behave} and emitter {@code greet}: what they do is what the test sets. */
@AutoService(Plugin.class)
public final class TestExtensions implements Plugin {

  /** How often {@code onClose} was called, by the filter's id. */
  static final Map<String, AtomicInteger> CLOSED = new ConcurrentHashMap<>();

  /** Answers that a test gives when it likes, by the filter's id. */
  static final Map<String, Promise<Verdict>> HELD = new ConcurrentHashMap<>();

  /** What a test does on the session's loop while its filter is asked, by the filter's id. */
  public static final Map<String, Runnable> RUN = new ConcurrentHashMap<>();

  private static final Key<String> TEXT = Key.required("text", Type.text(), "What it does");
  private static final Key<String> ID = Key.withDefault("id", Type.text(), "-", "-", "Whose it is");

  /** For the service loader. */
  public TestExtensions() {}

  @Override
  public String name() {
    return "test-extensions";
  }

  @Override
  public List<Factory<Filter>> filters() {
    return List.of(
        new Words<Filter>("behave", (settings, context) -> new Behaving(settings, context)));
  }

  @Override
  public List<Factory<Emitter>> emitters() {
    return List.of(
        new Words<Emitter>("greet", (settings, context) -> new Greeting(settings.get(TEXT))));
  }

  /** Makes one kind of extension. */
  private interface Maker<T> {
    T make(Settings settings, Context context);
  }

  private record Words<T>(String word, Maker<T> maker) implements Factory<T> {

    @Override
    public String doc() {
      return "Does what a test says";
    }

    @Override
    public SettingsSpec settings() {
      return SettingsSpec.of(TEXT, ID).shortForm(TEXT);
    }

    @Override
    public T create(Settings settings, Context context) {
      return maker.make(settings, context);
    }
  }

  private record Greeting(String text) implements Emitter {

    @Override
    public byte[] bytes(SessionView session) {
      if (text.equals("throw")) {
        throw new IllegalStateException("an emitter that fails");
      }
      return (text + session.backend()).getBytes(US_ASCII);
    }
  }

  private static final class Behaving implements Filter {

    private static final Verdict TOO_MANY =
        Verdict.answer(429, List.of(new HeaderField("Retry-After", "7")), "too many");

    private final String behaviour;
    private final String id;
    private final Context context;

    Behaving(Settings settings, Context context) {
      this.behaviour = settings.get(TEXT);
      this.id = settings.get(ID);
      this.context = context;
    }

    @Override
    public Future<Verdict> onAccept(Client client) {
      return behaviour.startsWith("route-") || behaviour.startsWith("request-")
          ? Verdict.ALLOWED
          : answer(behaviour);
    }

    @Override
    public Future<Verdict> onRequest(Client client, RequestHead request) {
      return behaviour.startsWith("request-") ? answer(behaviour.substring(8)) : Verdict.ALLOWED;
    }

    @Override
    public HeadEdits editRequest(SessionView request) {
      return edits("edit-request");
    }

    @Override
    public HeadEdits editResponse(SessionView request, int status) {
      return edits("edit-response");
    }

    private HeadEdits edits(String what) {
      if (behaviour.equals(what + "-throw")) {
        throw new IllegalStateException("an edit that throws");
      }
      if (behaviour.equals(what + "-large")) {
        return HeadEdits.builder().set("X-Large", "x".repeat(200_000)).build();
      }
      if (behaviour.equals(what + "-fills")) {
        // A head that fits just so.
        return HeadEdits.builder().set("X-Large", "x".repeat(120_000)).build();
      }
      if (behaviour.equals(what + "-host")) {
        return HeadEdits.builder().host("other.test").build();
      }
      return HeadEdits.NONE;
    }

    @Override
    public Future<Verdict> onRoute(SessionView session) {
      return behaviour.startsWith("route-") ? answer(behaviour.substring(6)) : Verdict.ALLOWED;
    }

    private Future<Verdict> answer(String how) {
      return switch (how) {
        case "allow-later" -> later(Verdict.allow());
        case "deny-later" -> later(Verdict.deny("asked and denied"));
        case "deny" -> Future.succeededFuture(Verdict.deny("denied"));
        case "too-many" -> Future.succeededFuture(TOO_MANY);
        case "too-many-later" -> later(TOO_MANY);
        case "tarpit" -> Future.succeededFuture(TOO_MANY.tarpit(Duration.ofMillis(400)));
        case "tarpit-later" -> later(TOO_MANY.tarpit(Duration.ofMillis(400)));
        case "tarpit-for-long" -> Future.succeededFuture(TOO_MANY.tarpit(Duration.ofHours(1)));
        case "fail" -> Future.failedFuture("a filter that fails");
        case "throw" -> throw new IllegalStateException("a filter that throws");
        case "hold" -> HELD.computeIfAbsent(id, key -> Promise.promise()).future();
        case "run" -> {
          RUN.getOrDefault(id, () -> {}).run();
          yield Verdict.ALLOWED;
        }
        case "never" -> Promise.<Verdict>promise().future();
        default -> Verdict.ALLOWED;
      };
    }

    private Future<Verdict> later(Verdict verdict) {
      return context.vertx().timer(50, TimeUnit.MILLISECONDS).map(verdict);
    }

    @Override
    public void onClose(SessionRecord session) {
      CLOSED.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
    }
  }
}
