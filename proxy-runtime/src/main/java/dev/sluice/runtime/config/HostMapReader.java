package dev.sluice.runtime.config;

import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads map files: a host name or wildcard and a backend in each line. */
final class HostMapReader {

  /** Any name does: a matcher is made with it only to see what it looks at. */
  private static final String SAMPLE = "sample.invalid";

  /** What a matcher of host names looks at, and what it must see for that. */
  private record Lookup(Subject subject, Set<Need> needs) {}

  private final Reading reading;
  private final IdentityHashMap<TextFile, Map<HostPattern, String>> read = new IdentityHashMap<>();

  HostMapReader(Reading reading) {
    this.reading = reading;
  }

  /** The map that settings name; null if it has a problem. */
  @Nullable HostMap read(Settings map) {
    TextFile file = map.find(RouteSection.FILE);
    Map<HostPattern, String> entries = null;
    if (file != null) {
      int before = reading.problems().count();
      entries = read.computeIfAbsent(file, this::entries);
      entries = reading.problems().count() == before ? entries : null;
    }
    String by = map.find(RouteSection.BY);
    Lookup lookup = by == null ? null : lookup(by, reading.place(map, "by"));
    if (by == null || lookup == null || entries == null) {
      return null;
    }
    return new HostMap(by, lookup.subject(), lookup.needs(), entries);
  }

  private @Nullable Lookup lookup(String word, Place place) {
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

  private Map<HostPattern, String> entries(TextFile file) {
    Map<HostPattern, String> entries = LinkedHashMap.newLinkedHashMap(file.lines().size());
    Map<HostPattern, TextFile.Line> firsts = HashMap.newHashMap(file.lines().size());
    for (TextFile.Line line : file.lines()) {
      String problem = read(line, entries, firsts);
      if (problem != null) {
        reading.files().problem(line, problem);
      }
    }
    return entries;
  }

  /** Adds what a line says; returns what is wrong with it, or null. */
  private @Nullable String read(
      TextFile.Line line,
      Map<HostPattern, String> entries,
      Map<HostPattern, TextFile.Line> firsts) {
    String text = line.text();
    int hostEnd = blank(text, 0);
    String host = text.substring(0, hostEnd);
    String backend = text.substring(hostEnd).strip();
    if (backend.isEmpty() || blank(backend, 0) < backend.length()) {
      return Quote.of(text) + " is not an entry (expected a host name, blanks, and a backend)";
    }
    try {
      HostPattern pattern = HostPattern.parse(host);
      TextFile.Line first = firsts.putIfAbsent(pattern, line);
      if (first != null) {
        return Quote.of(host) + " stands twice (first in line " + first.number() + ")";
      }
      entries.put(pattern, backend);
    } catch (BadValueException e) {
      return Quote.of(host) + " " + e.getMessage();
    }
    if (reading.backends().contains(backend)) {
      return null;
    }
    return reading.problems().full() ? "" : Reading.unknown(backend, reading.backends(), "backend");
  }

  private static int blank(String text, int from) {
    int i = from;
    while (i < text.length() && !Character.isWhitespace(text.charAt(i))) {
      i++;
    }
    return i;
  }
}
