package dev.sluice.runtime.config;

import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.settings.Expectation;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads map files: a host name or wildcard and a backend in each line. */
final class HostMapReader {

  /** Any name does: a matcher is made with it only to see what it looks at. */
  private static final String SAMPLE = "sample.invalid";

  /** So many names of all backends are kept as they are, beside the index. */
  private static final int KEPT = 10_000;

  /** What a matcher of host names looks at, and what it must see for that. */
  private record Lookup(Subject subject, Set<Need> needs) {}

  /** What a file says. */
  private record Names(
      HostIndex<String> index, Set<String> backends, Map<String, List<HostPattern>> first) {}

  private final Reading reading;
  private final IdentityHashMap<TextFile, Names> read = new IdentityHashMap<>();

  HostMapReader(Reading reading) {
    this.reading = reading;
  }

  /** The map that settings name; null if it has a problem. */
  @Nullable HostMap read(Settings map) {
    TextFile file = map.find(RouteSection.FILE);
    Names names = null;
    if (file != null) {
      int before = reading.problems().count();
      names = read.computeIfAbsent(file, this::names);
      names = reading.problems().count() == before ? names : null;
    }
    String by = map.find(RouteSection.BY);
    Lookup lookup = by == null ? null : lookup(by, reading.place(map, "by"));
    if (by == null || lookup == null || names == null) {
      return null;
    }
    return new HostMap(
        by, lookup.subject(), lookup.needs(), names.index(), names.backends(), names.first());
  }

  private @Nullable Lookup lookup(String word, Place place) {
    if (reading.extensions().isAmbiguous(Matcher.class, word, place)) {
      return null;
    }
    Lookup lookup = sample(word);
    if (lookup == null) {
      List<String> words = reading.extensions().wordList(Matcher.class);
      List<String> fit = words.stream().filter(candidate -> sample(candidate) != null).toList();
      String expected = fit.isEmpty() ? "a plugin that brings one" : Expectation.quoted(fit);
      reading
          .problems()
          .add(
              place,
              Quote.of(word) + " is not a matcher of host names (expected " + expected + ")");
    }
    return lookup;
  }

  /** What the matcher of a word looks at, if that is a host name. Its problems do not matter. */
  private @Nullable Lookup sample(String word) {
    Node sample = new Node.Text(Place.FILE, SAMPLE);
    Extension<Matcher> matcher = reading.extensions().sample(Matcher.class, word, sample);
    if (matcher == null) {
      return null;
    }
    HostNames names = matcher.instance().names();
    return names == null ? null : new Lookup(names.subject(), matcher.instance().needs());
  }

  private Names names(TextFile file) {
    Lines lines = new Lines();
    for (TextFile.Line line : file.lines()) {
      String problem = lines.add(line);
      if (problem != null) {
        reading.files().problem(line, problem);
      }
    }
    return new Names(lines.index.build(), lines.backends.keySet(), lines.first);
  }

  /** Collects what lines say. */
  private final class Lines {

    private final HostIndex.Builder<String> index = HostIndex.mostSpecificFirst();

    /** One instance of each name: a file has many lines and few backends. */
    private final Map<String, String> backends = new HashMap<>();

    /** By backend, few of them: an index is only looked in. */
    private final Map<String, List<HostPattern>> first = new HashMap<>();

    /** How many those are. */
    private int kept;

    /** Line numbers in the order of the index. */
    private int[] numbers = new int[16];

    private int size;

    /** Adds what a line says; returns what is wrong with it, or null. */
    @Nullable String add(TextFile.Line line) {
      String text = line.text();
      int hostEnd = blank(text, 0);
      String host = text.substring(0, hostEnd);
      String backend = text.substring(hostEnd).strip();
      if (backend.isEmpty() || blank(backend, 0) < backend.length()) {
        return Quote.of(text) + " is not an entry (expected a host name, blanks, and a backend)";
      }
      try {
        HostPattern pattern = HostPattern.parse(host);
        int first = index.order(pattern);
        if (first >= 0) {
          return Quote.of(host) + " stands twice (first in line " + numbers[first] + ")";
        }
        add(pattern, backends.computeIfAbsent(backend, name -> name), line.number());
      } catch (BadValueException e) {
        return Quote.of(host) + " " + e.getMessage();
      }
      if (reading.backends().contains(backend)) {
        return null;
      }
      return reading.problems().full()
          ? ""
          : Reading.unknown(backend, reading.backends(), "backend");
    }

    private void add(HostPattern pattern, String backend, int number) {
      index.add(pattern, backend);
      if (kept < KEPT) {
        List<HostPattern> names = first.computeIfAbsent(backend, key -> new ArrayList<>());
        if (names.size() < RoutedNames.MOST) {
          names.add(pattern);
          kept++;
        }
      }
      if (size == numbers.length) {
        numbers = Arrays.copyOf(numbers, size * 2);
      }
      numbers[size++] = number;
    }
  }

  private static int blank(String text, int from) {
    int i = from;
    while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }
}
