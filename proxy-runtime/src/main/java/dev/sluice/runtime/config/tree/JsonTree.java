package dev.sluice.runtime.config.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON (RFC 8259) with comments and trailing commas into {@link Node}s. Hostile texts cost
 * little: depth and number of values are bounded, numbers stay as they are written.
 */
public final class JsonTree {

  private static final int DEEPEST = 64;
  private static final String AFTER_END = "unexpected text after the end of the configuration";

  /** About 60 MB as nodes; whoever has more names than that keeps them in a map file. */
  private static final int MOST_VALUES = 500_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** Ends the reading after a problem that leaves nothing to go on with. */
  private static final class StopException extends Exception {
    StopException() {
      super(null, null, false, false);
    }
  }

  private final String text;
  private final JsonParser parser;
  private final Problems problems;
  private final Deque<Node> open = new ArrayDeque<>();
  private Pointer pointer = Pointer.ROOT;
  private int values;
  private boolean ended;

  private JsonTree(String text, JsonParser parser, Problems problems) {
    this.text = text;
    this.parser = parser;
    this.problems = problems;
  }

  /** The object a text holds; null if it cannot be read, which is then among the problems. */
  public static Node.@Nullable Members parse(String text, Problems problems) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      return new JsonTree(text, parser, problems).read();
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private Node.@Nullable Members read() throws IOException {
    try {
      return document();
    } catch (StopException e) {
      return null;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      Place place = new Place(Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()), pointer);
      String sentence = ended ? AFTER_END : new SyntaxError(text, open.peek(), e).sentence();
      problems.add(place, sentence);
      return null;
    }
  }

  private Node.@Nullable Members document() throws IOException, StopException {
    if (next() == null) {
      problems.add(Place.FILE, "is empty (expected a configuration: an object)");
      return null;
    }
    Node root = value();
    pointer = Pointer.ROOT;
    ended = true;
    if (next() != null) {
      throw stop(here(), AFTER_END);
    }
    if (root instanceof Node.Members object) {
      return object;
    }
    problems.add(root.place(), root.described() + " (expected a configuration: an object)");
    return null;
  }

  private Node value() throws IOException, StopException {
    Place place = here();
    if (++values > MOST_VALUES) {
      throw stop(place, "too many values (expected at most " + MOST_VALUES + " in the file)");
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(place);
      case START_ARRAY -> array(place);
      case VALUE_STRING -> new Node.Text(place, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node.Number(place, parser.getText());
      case VALUE_TRUE -> new Node.Flag(place, true);
      case VALUE_FALSE -> new Node.Flag(place, false);
      default -> new Node.Null(place);
    };
  }

  private Node.Members object(Place place) throws IOException, StopException {
    SequencedMap<String, Node.Member> members = new LinkedHashMap<>();
    enter(Node.empty(place));
    while (next() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      pointer = place.pointer().member(name);
      Place key = here();
      next();
      Node.Member first = members.putIfAbsent(name, new Node.Member(key, value()));
      if (first != null) {
        problems.add(key, "stands twice (first at " + first.place() + ")");
      }
      pointer = place.pointer();
    }
    open.pop();
    return new Node.Members(place, members);
  }

  private Node.Items array(Place place) throws IOException, StopException {
    List<Node> items = new ArrayList<>();
    enter(new Node.Items(place, List.of()));
    while (next() != JsonToken.END_ARRAY) {
      pointer = place.pointer().item(items.size());
      items.add(value());
      pointer = place.pointer();
    }
    open.pop();
    return new Node.Items(place, items);
  }

  private void enter(Node container) throws StopException {
    open.push(container);
    if (open.size() > DEEPEST) {
      throw stop(container.place(), "nested too deep (expected at most " + DEEPEST + " levels)");
    }
  }

  private @Nullable JsonToken next() throws IOException {
    return parser.nextToken();
  }

  private Place here() {
    JsonLocation at = parser.currentTokenLocation();
    return new Place(at.getLineNr(), at.getColumnNr(), pointer);
  }

  private StopException stop(Place place, String message) {
    problems.add(place, message);
    return new StopException();
  }
}
