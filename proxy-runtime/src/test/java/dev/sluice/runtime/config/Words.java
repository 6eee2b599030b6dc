package dev.sluice.runtime.config;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Answer;
import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.settings.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** A vocabulary of small extensions, as plugins would bring them; it knows what was closed. */
public final class Words implements Vocabulary {

  /** Stands for names without looking them up. */
  record Names(Subject subject, List<HostPattern> patterns) implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of(subject == Subject.SNI ? Need.CLIENT_HELLO : Need.REQUEST_HEAD);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.NO;
    }

    @Override
    public HostNames names() {
      return new HostNames(subject, patterns);
    }
  }

  /** Always says the same. */
  record Always(Answer answer) implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return answer;
    }
  }

  /** Negates another. */
  record Not(Matcher matcher) implements Matcher {
    @Override
    public Set<Need> needs() {
      return matcher.needs();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return switch (matcher.match(client, preface)) {
        case YES -> Answer.NO;
        case NO -> Answer.YES;
        case MORE -> Answer.MORE;
      };
    }
  }

  private static final Key<List<HostPattern>> NAMES =
      Key.required(
          "names",
          Type.listOf(Type.text("a host name", HostPattern.class, HostPattern::parse)),
          "The names it stands for");
  private static final Key<Matcher> NEGATED = Key.required("match", Type.match(), "what not to");
  private static final Key<TextFile> FILE =
      Key.required("file", Type.textFile(), "A file of addresses");
  private static final Key<Long> VERSION =
      Key.withDefault("version", Type.number(1, 2), 2L, "2", "Which version of the header");
  private static final Key<Double> RATIO =
      Key.withDefault("ratio", Type.decimal(0.5, 100), 1.5, "1.5", "How much more");
  private static final Key<String> PATH = Key.required("path", Type.text(), "Where it is written");

  private String contested = "";
  private final Map<Class<?>, List<Entry<?>>> entries = new HashMap<>();
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger closed = new AtomicInteger();

  /** What every test can use. */
  public Words() {
    names("sni", Subject.SNI);
    names("host", Subject.HOST);
    SettingsSpec not = SettingsSpec.of().rest(NEGATED);
    add(Matcher.class, "not", not, (settings, _) -> new Not(settings.get(NEGATED)));
    add(Matcher.class, "yes", SettingsSpec.none(), (_, _) -> new Always(Answer.YES));
    add(Matcher.class, "no", SettingsSpec.none(), (_, _) -> new Always(Answer.NO));
    add(Matcher.class, "more", SettingsSpec.none(), (_, _) -> new Always(Answer.MORE));
    add(Filter.class, "deny", SettingsSpec.of(FILE), Words::deny);
    add(
        Emitter.class,
        "proxy-protocol",
        SettingsSpec.of(VERSION, RATIO),
        (settings, _) -> {
          byte[] bytes = settings.get(VERSION).toString().getBytes(StandardCharsets.US_ASCII);
          return session -> bytes;
        });
    add(Balancer.class, "random", SettingsSpec.none(), (_, _) -> (usable, _) -> usable.getFirst());
    add(Balancer.class, "first", SettingsSpec.none(), (_, _) -> (usable, _) -> usable.getFirst());
    add(AccessLog.class, "stdout", SettingsSpec.none(), (_, _) -> new Log());
    add(AccessLog.class, "file", SettingsSpec.of(PATH), (_, _) -> new Log());
    add(
        LogFormat.class,
        "tcplog",
        SettingsSpec.none(),
        (_, _) -> (session, line) -> line.append(session.id()));
  }

  /** Counts how many of it are open. */
  private final class Log implements AccessLog, AutoCloseable {
    Log() {
      opened.incrementAndGet();
    }

    @Override
    public void write(String line, dev.sluice.api.session.SessionRecord session) {}

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private static Filter deny(Settings settings, Context context) {
    for (TextFile.Line line : settings.get(FILE).lines()) {
      if (!line.text().matches("[0-9./]+")) {
        context.problem(line, "\"" + line.text() + "\" is not an address (expected 10.0.0.0/8)");
      }
    }
    if (settings.get(FILE).lines().isEmpty()) {
      context.problem("denies nobody (expected at least one address)");
    }
    return new Filter() {};
  }

  private void names(String word, Subject subject) {
    SettingsSpec spec = SettingsSpec.of(NAMES).shortForm(NAMES);
    add(Matcher.class, word, spec, (settings, _) -> new Names(subject, settings.get(NAMES)));
  }

  /** Adds an extension to what there is. */
  <T> Words add(
      Class<T> kind, String word, SettingsSpec spec, BiFunction<Settings, Context, T> create) {
    Factory<T> factory =
        new Factory<>() {
          @Override
          public String word() {
            return word;
          }

          @Override
          public String doc() {
            return "For tests: " + word;
          }

          @Override
          public SettingsSpec settings() {
            return spec;
          }

          @Override
          public T create(Settings settings, Context context) {
            return create.apply(settings, context);
          }
        };
    entries
        .computeIfAbsent(kind, _ -> new ArrayList<>())
        .add(new Entry<>(word, spec, factory, word + "-plugin", word + ".jar"));
    return this;
  }

  /** Makes two jars bring a matcher. */
  Words contested(String matcher) {
    contested = matcher;
    return this;
  }

  @Override
  public List<String> claimants(Class<?> kind, String word) {
    return kind == Matcher.class && word.equals(contested)
        ? List.of("plugins/a.jar", "plugins/b.jar")
        : List.of();
  }

  /** Takes all extensions of a kind away. */
  Words without(Class<?> kind) {
    entries.remove(kind);
    return this;
  }

  @Override
  @SuppressWarnings("unchecked") // add() has put entries of the kind there.
  public <T> List<Entry<T>> entries(Class<T> kind) {
    return entries.getOrDefault(kind, List.of()).stream()
        .map(entry -> (Entry<T>) entry)
        .sorted(Comparator.comparing(entry -> entry.word()))
        .toList();
  }

  @Override
  public <T> @Nullable Entry<T> find(Class<T> kind, String word) {
    return entries(kind).stream()
        .filter(entry -> entry.word().equals(word))
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable String note(Class<?> kind, String word) {
    return word.equals("src") ? "plugins/client-matcher.jar could not be loaded: it is cut" : null;
  }
}
