package dev.sluice.runtime.config.settings;

import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Emitter;
import dev.sluice.api.Filter;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.runtime.config.files.TextFiles;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.extensions.Figure;
import dev.sluice.runtime.config.model.extensions.Owned;
import dev.sluice.runtime.config.model.routes.MatchObject;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.config.tree.Spelling;
import dev.sluice.runtime.fault.Faults;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes the extensions that a configuration names. Whatever a plugin does wrong is a problem of the
 * configuration that uses it, told with the plugin's name, and nothing worse.
 */
public final class ExtensionReader {

  private static final Pattern FIGURE = Pattern.compile("[a-z]+(\\.[a-z]+)*");

  private final Vocabulary vocabulary;
  private final List<Figure> figures = new ArrayList<>();
  private final Map<String, Integer> figureRanks = new HashMap<>();
  private final Vertx vertx;
  private final Path home;
  private final Problems problems;
  private final TextFiles files;
  private final Owned owned;
  private final CarriedOver.Share carried;
  private final Map<CarriedOver.Slot, Integer> ranks = new HashMap<>();

  public ExtensionReader(
      Vocabulary vocabulary,
      Vertx vertx,
      Path home,
      Problems problems,
      TextFiles files,
      Owned owned,
      CarriedOver.Share carried) {
    this.vocabulary = vocabulary;
    this.vertx = vertx;
    this.home = home;
    this.problems = problems;
    this.files = files;
    this.owned = owned;
    this.carried = carried;
  }

  /** Makes what a node names: a word, or an object of one word and its settings. */
  <T> @Nullable Extension<T> read(Class<T> kind, Node node, SettingsReader settings) {
    if (node instanceof Node.Text word) {
      return make(kind, word.value(), word.place(), Node.empty(word.place()), settings);
    }
    Map<String, Node.Member> members = node.eachMember();
    if (members.size() != 1) {
      problems.add(
          node.place(),
          "is an object of "
              + members.size()
              + " words (expected exactly one of "
              + words(kind)
              + ", with its settings)");
      return null;
    }
    Map.Entry<String, Node.Member> only = members.entrySet().iterator().next();
    Node.Member member = only.getValue();
    return make(kind, only.getKey(), member.place(), member.value(), settings);
  }

  /** Makes the matchers of a {@code match} object; null if one of them has a problem. */
  @Nullable MatchObject match(Node.Members object, SettingsReader settings) {
    List<Extension<Matcher>> parts = new ArrayList<>();
    object
        .members()
        .forEach((word, member) -> {
          Extension<Matcher> part =
              make(Matcher.class, word, member.place(), member.value(), settings);
          if (part != null) {
            parts.add(part);
          }
        });
    return parts.size() == object.members().size() ? new MatchObject(parts) : null;
  }

  /** Makes an extension; null if there is a problem. */
  public <T> @Nullable Extension<T> make(
      Class<T> kind, String word, Place place, Node node, SettingsReader settings) {
    Vocabulary.Entry<T> entry = vocabulary.find(kind, word);
    if (entry == null) {
      unknown(kind, word, place);
      return null;
    }
    if (isAmbiguous(kind, word, place)) {
      return null;
    }
    int before = problems.count();
    try {
      Settings read = settings.read(entry.settings(), node);
      if (problems.count() == before) {
        Section section = settings.section();
        Object instance =
            create(kind, entry, read, place, section == null ? Section.of(place) : section);
        if (problems.count() == before) {
          return new Extension<>(word, entry.plugin(), kind.cast(instance));
        }
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      problems.add(place, blame(entry) + " failed: " + Faults.describe(e));
    }
    return null;
  }

  private Object create(
      Class<?> kind, Vocabulary.Entry<?> entry, Settings settings, Place place, Section section) {
    try (Making making = new Making(kind, entry, place, section)) {
      // A plugin may be compiled without checks for null.
      @Nullable Object instance = entry.factory().create(settings, making);
      if (instance == null) {
        throw new IllegalStateException("create() returned null");
      }
      owned.add(instance);
      if (instance instanceof Filter filter) {
        // Here a fault is told; whoever asks again builds on it.
        boolean _ = filter.needsRequests();
        boolean _ = filter.answersRequests();
        Set<Need> _ = Set.copyOf(filter.needs());
      }
      return switch (instance) {
        case Matcher matcher -> AskedMatcher.of(matcher);
        case Emitter emitter -> AskedEmitter.of(emitter);
        case Balancer balancer -> AskedBalancer.of(balancer);
        default -> instance;
      };
    }
  }

  /** What the extensions publish that were made so far. */
  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** Makes an extension to see what it is like; null if there is a problem, which is not told. */
  public <T> @Nullable Extension<T> sample(Class<T> kind, String word, Node node) {
    Problems untold = new Problems("");
    TextFiles unread = new TextFiles("", home, untold);
    CarriedOver.Share own = new CarriedOver().share();
    owned.add(own);
    ExtensionReader samples =
        new ExtensionReader(vocabulary, vertx, home, untold, unread, owned, own);
    SettingsReader settings = new SettingsReader(untold, unread, samples);
    return samples.make(kind, word, node.place(), node, settings);
  }

  /** Whether several plugins bring a word, which is then reported. */
  public boolean isAmbiguous(Class<?> kind, String word, Place place) {
    List<String> claimants = vocabulary.claimants(kind, word);
    if (claimants.isEmpty()) {
      return false;
    }
    problems.add(
        place,
        Quote.of(word)
            + " is a word of "
            + String.join(" and of ", claimants)
            + " (expected one of them: take the other out of plugins/)");
    return true;
  }

  /** Whether there is something to say about a word besides that it is not known. */
  boolean isExplained(Class<?> kind, String word) {
    return vocabulary.note(kind, word) != null || !vocabulary.claimants(kind, word).isEmpty();
  }

  /** The words of a kind, for messages. */
  String words(Class<?> kind) {
    List<String> words = wordList(kind);
    return words.isEmpty()
        ? "a plugin that brings a " + Vocabulary.noun(kind)
        : Expectation.quoted(words);
  }

  /** The words of a kind. */
  public List<String> wordList(Class<?> kind) {
    return vocabulary.entries(kind).stream().map(entry -> entry.word()).toList();
  }

  /** The name of the plugin that brought a word. */
  public String plugin(Class<?> kind, String word) {
    Vocabulary.Entry<?> entry = vocabulary.find(kind, word);
    return entry == null ? "" : entry.plugin();
  }

  private void unknown(Class<?> kind, String word, Place place) {
    String note = vocabulary.note(kind, word);
    problems.add(
        place,
        Quote.of(word)
            + " is not a known "
            + Vocabulary.noun(kind)
            + " (expected "
            + words(kind)
            + ")"
            + Spelling.hint(word, wordList(kind))
            + (note == null ? "" : "; " + note));
  }

  private static String blame(Vocabulary.Entry<?> entry) {
    return Quote.of(entry.word()) + " of plugin " + entry.plugin() + " (" + entry.file() + ")";
  }

  /** What a factory may use while it makes an instance. */
  private final class Making implements Context, AutoCloseable {

    private final Class<?> kind;
    private final Vocabulary.Entry<?> entry;
    private final Place place;
    private final Section section;
    private final Map<String, CarriedOver.Slot> slots = new HashMap<>();
    private boolean over;

    Making(Class<?> kind, Vocabulary.Entry<?> entry, Place place, Section section) {
      this.kind = kind;
      this.entry = entry;
      this.place = place;
      this.section = section;
    }

    @Override
    public Vertx vertx() {
      return vertx;
    }

    @Override
    public Path home() {
      return home;
    }

    @Override
    public void counter(String name, String doc, LongSupplier total) {
      publish(name, true, doc, total);
    }

    @Override
    public void gauge(String name, String doc, LongSupplier value) {
      publish(name, false, doc, value);
    }

    private synchronized void publish(
        String name, boolean counter, String doc, LongSupplier value) {
      if (over) {
        throw new IllegalStateException("a figure was published after create() had returned");
      }
      if (!FIGURE.matcher(name).matches()) {
        throw new IllegalArgumentException(
            Quote.of(name) + " is no name of a figure (expected lower case words with dots)");
      }
      String figure = kind.getName() + " " + entry.word() + " " + section.name() + " " + name;
      int rank = figureRanks.merge(figure, 1, Integer::sum);
      figures.add(new Figure(entry.word(), name, counter, doc, section.name(), rank, value));
    }

    @Override
    public boolean readsRequests() {
      return section.requests();
    }

    // The slot tells word and key, and the class loader whose class it is: it is what was asked
    // for.
    @SuppressWarnings("unchecked")
    @Override
    public synchronized <T> T carryOver(String key, Supplier<T> fresh) {
      if (over) {
        throw new IllegalStateException("carryOver() was called after create() had returned");
      }
      CarriedOver.Slot slot = slots.computeIfAbsent(key, this::slot);
      ClassLoader loader = entry.factory().getClass().getClassLoader();
      return (T) carried.ask(slot, loader, fresh);
    }

    private CarriedOver.Slot slot(String key) {
      var first = new CarriedOver.Slot(kind, entry.word(), section.name(), key, 0);
      int rank = ranks.merge(first, 1, Integer::sum) - 1;
      return new CarriedOver.Slot(kind, entry.word(), section.name(), key, rank);
    }

    @Override
    public synchronized void problem(String message) {
      if (!over) {
        problems.add(place, message);
      }
    }

    @Override
    public synchronized void problem(TextFile.Line line, String message) {
      if (!over) {
        files.problem(line, message);
      }
    }

    @Override
    public synchronized void close() {
      over = true;
    }
  }
}
