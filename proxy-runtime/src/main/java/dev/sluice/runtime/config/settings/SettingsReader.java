package dev.sluice.runtime.config.settings;

import dev.sluice.api.Matcher;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.files.TextFiles;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.config.tree.Spelling;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads nodes as {@link Settings}, by their specification. Whatever does not fit is reported and
 * left out, and reading goes on, so that one run finds every problem.
 */
public final class SettingsReader {

  private final Problems problems;
  private final TextFiles files;
  private final ExtensionReader extensions;
  private final IdentityHashMap<Settings, Node> origins = new IdentityHashMap<>();
  private final Deque<String> path = new ArrayDeque<>();
  private @Nullable Section section;

  public SettingsReader(Problems problems, TextFiles files, ExtensionReader extensions) {
    this.problems = problems;
    this.files = files;
    this.extensions = extensions;
  }

  /** The node that settings were read from. */
  public Node origin(Settings settings) {
    Node origin = origins.get(settings);
    if (origin == null) {
      throw new IllegalArgumentException("settings of another reader");
    }
    return origin;
  }

  /** The section that is being read; null outside of one. */
  @Nullable Section section() {
    return section;
  }

  /** The settings a node holds, in long or short form; without what has a problem. */
  public Settings read(SettingsSpec spec, Node node) {
    Settings.Builder settings = Settings.builder();
    Key<?> shortForm = spec.shortForm();
    boolean matchObject = shortForm != null && shortForm.type().shape() instanceof Type.Match;
    if (node instanceof Node.Members object && !matchObject) {
      members(spec, object, settings);
    } else if (shortForm != null) {
      put(shortForm, node, settings);
    } else {
      mismatch(Type.object(spec), node);
    }
    Settings read = settings.build();
    origins.put(read, node);
    return read;
  }

  private void members(SettingsSpec spec, Node.Members object, Settings.Builder settings) {
    Map<String, Key<?>> keys = LinkedHashMap.newLinkedHashMap(spec.keys().size());
    spec.keys().stream()
        .filter(key -> key != spec.rest())
        .forEach(key -> keys.put(key.name(), key));
    SequencedMap<String, Node.Member> others = new LinkedHashMap<>();
    object
        .members()
        .forEach((name, member) -> {
          Key<?> key = keys.get(name);
          if (key == null) {
            others.put(name, member);
          } else {
            put(key, member.value(), settings);
          }
        });
    missing(keys, object);
    Key<?> rest = spec.rest();
    if (rest == null) {
      others.forEach((name, member) -> unknown(name, member.place(), keys.keySet()));
    } else if (rest.type().shape() instanceof Type.Extension(Class<?> kind)) {
      word(rest, kind, new Node.Members(object.place(), others), keys.keySet(), settings);
    } else if (!others.isEmpty()) {
      put(rest, new Node.Members(object.place(), others), settings);
    } else if (rest.required()) {
      problems.add(object.place(), "nothing is set (expected " + rest.doc() + ")");
    }
  }

  private void put(Key<?> key, Node node, Settings.Builder settings) {
    Object value = within(key.name(), key.type(), node);
    if (value != null) {
      settings.put(key, value);
    }
  }

  private @Nullable Object within(String name, Type<?> type, Node node) {
    path.addLast(name);
    boolean begins = path.size() == 2;
    if (begins) {
      section = Section.of(path.getFirst(), name, node);
    }
    try {
      return value(type, node);
    } finally {
      path.removeLast();
      if (begins) {
        section = null;
      }
    }
  }

  private void missing(Map<String, Key<?>> keys, Node.Members object) {
    for (Key<?> key : keys.values()) {
      if (key.required() && !object.members().containsKey(key.name())) {
        String expected = Expectation.of(key.type(), extensions) + ": " + lowerStart(key.doc());
        problems.add(
            object.place(),
            "the key " + Quote.of(key.name()) + " is missing (expected " + expected + ")");
      }
    }
  }

  private static String lowerStart(String doc) {
    boolean word = doc.length() > 1 && Character.isLowerCase(doc.charAt(1));
    return word ? Character.toLowerCase(doc.charAt(0)) + doc.substring(1) : doc;
  }

  /** The word of an extension among the keys of an object; others are keys that are unknown. */
  private void word(
      Key<?> rest,
      Class<?> kind,
      Node.Members others,
      Set<String> keys,
      Settings.Builder settings) {
    Set<String> known = new LinkedHashSet<>(extensions.wordList(kind));
    known.addAll(keys);
    boolean all = true;
    for (Map.Entry<String, Node.Member> other : others.members().entrySet()) {
      if (!known.contains(other.getKey()) && !extensions.isExplained(kind, other.getKey())) {
        unknown(other.getKey(), other.getValue().place(), known);
        all = false;
      }
    }
    if (all && !others.members().isEmpty()) {
      put(rest, others, settings);
    }
  }

  private void unknown(String name, Place place, Set<String> known) {
    String expected = known.isEmpty() ? "no keys" : String.join(", ", known);
    problems.add(place, "unknown key (expected " + expected + ")" + Spelling.hint(name, known));
  }

  /** The value a node stands for; null if it does not fit, which is then reported. */
  private @Nullable Object value(Type<?> type, Node node) {
    if (!fits(type, node)) {
      mismatch(type, node);
      return null;
    }
    return switch (type.shape()) {
      case Type.Text shape -> text(shape, (Node.Text) node);
      case Type.Number shape -> number(type, shape, (Node.Number) node);
      case Type.Decimal shape -> decimal(type, shape, (Node.Number) node);
      case Type.Flag _ -> ((Node.Flag) node).value();
      case Type.Many(Type<?> item) -> list(item, node);
      case Type.Array(Type<?> item) -> list(item, node);
      case Type.Entries(Type<?> value) -> entries(value, (Node.Members) node);
      case Type.Nested(SettingsSpec spec) -> read(spec, node);
      case Type.Match _ -> match((Node.Members) node);
      case Type.Extension(Class<?> kind) -> instance(kind, node);
      case Type.Lines _ -> files.read((Node.Text) node);
      case Type.OneOf(List<Type<?>> types) ->
          types.stream()
              .filter(t -> fits(t, node))
              .findFirst()
              .map(t -> value(t, node))
              .orElse(null);
    };
  }

  /** Whether the kind of JSON is right. */
  private static boolean fits(Type<?> type, Node node) {
    return switch (type.shape()) {
      case Type.Text _, Type.Lines _ -> node instanceof Node.Text;
      case Type.Number _, Type.Decimal _ -> node instanceof Node.Number;
      case Type.Flag _ -> node instanceof Node.Flag;
      case Type.Many(Type<?> item) -> node instanceof Node.Items || fits(item, node);
      case Type.Array _ -> node instanceof Node.Items;
      case Type.Entries _, Type.Match _ -> node instanceof Node.Members;
      case Type.Nested(SettingsSpec spec) -> {
        Key<?> shortForm = spec.shortForm();
        yield node instanceof Node.Members || (shortForm != null && fits(shortForm.type(), node));
      }
      case Type.Extension _ -> node instanceof Node.Text || node instanceof Node.Members;
      case Type.OneOf(List<Type<?>> types) -> types.stream().anyMatch(t -> fits(t, node));
    };
  }

  private void mismatch(Type<?> type, Node node) {
    problems.add(
        node.place(), node.described() + " (expected " + Expectation.of(type, extensions) + ")");
  }

  private @Nullable Object text(Type.Text shape, Node.Text node) {
    try {
      // A plugin's; a setting that is left out unseen could be the one that keeps people out.
      @Nullable Object value = shape.parser().parse(node.value());
      if (value == null) {
        throw new IllegalStateException("the parser of a setting returned null");
      }
      return value;
    } catch (BadValueException e) {
      String hint = Spelling.hint(node.value(), shape.choices());
      problems.add(node.place(), Quote.of(node.value()) + " " + e.getMessage() + hint);
      return null;
    }
  }

  private @Nullable Object number(Type<?> type, Type.Number shape, Node.Number node) {
    String digits = node.digits();
    // 18 digits always fit a long; no bound is larger.
    if (digits.length() <= 18 && digits.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'))) {
      long number = Long.parseLong(digits);
      if (shape.takes(number)) {
        return number;
      }
    }
    mismatch(type, node);
    return null;
  }

  private @Nullable Object decimal(Type<?> type, Type.Decimal shape, Node.Number node) {
    double number = Double.parseDouble(node.digits());
    if (shape.takes(number)) {
      return number;
    }
    mismatch(type, node);
    return null;
  }

  private List<Object> list(Type<?> item, Node node) {
    List<Node> items = node.each();
    List<Object> values = new ArrayList<>(items.size());
    for (Node each : items) {
      Object value = value(item, each);
      if (value != null) {
        values.add(value);
      }
    }
    return values;
  }

  private Map<String, Object> entries(Type<?> type, Node.Members object) {
    Map<String, Object> entries = LinkedHashMap.newLinkedHashMap(object.members().size());
    object
        .members()
        .forEach((name, member) -> {
          Object value = within(name, type, member.value());
          if (value != null) {
            entries.put(name, value);
          }
        });
    return entries;
  }

  private @Nullable Matcher match(Node.Members object) {
    return extensions.match(object, this);
  }

  private <T> @Nullable T instance(Class<T> kind, Node node) {
    Extension<T> extension = extensions.read(kind, node, this);
    return extension == null ? null : extension.instance();
  }
}
