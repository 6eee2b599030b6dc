package dev.sluice.api.settings;

import dev.sluice.api.Matcher;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a value of the configuration is read. A type is a {@link Shape} in JSON plus, for texts, a
 * parser.
 *
 * @param <T> what it is read as
 */
public final class Type<T> {

  /** Reads a text, or says what is wrong with it. */
  @FunctionalInterface
  public interface Parser<T> {
    /** The value; the message of the exception goes on after the quoted text. */
    T parse(String text) throws BadValueException;
  }

  /** What a value looks like in JSON; the runtime's readers and generators switch over it. */
  public sealed interface Shape {}

  /** A string that a parser reads; {@code choices} lists the only ones if it is not empty. */
  public record Text(Parser<?> parser, List<String> choices) implements Shape {}

  /**
   * A whole number between two bounds, both included; {@code choices} lists the only ones if it is
   * not empty.
   */
  public record Number(long min, long max, List<Long> choices) implements Shape {

    /** Whether it may be this one. */
    public boolean takes(long number) {
      return number >= min && number <= max && (choices.isEmpty() || choices.contains(number));
    }
  }

  /** A number between two bounds, both included, with or without decimals. */
  public record Decimal(double min, double max) implements Shape {

    /** Whether it may be this one. */
    public boolean takes(double number) {
      return number >= min && number <= max;
    }
  }

  /** {@code true} or {@code false}. */
  public record Flag() implements Shape {}

  /** One item, or an array of items ({@code "a"} is {@code ["a"]}). */
  public record Many(Type<?> item) implements Shape {}

  /** An array only. */
  public record Array(Type<?> item) implements Shape {}

  /** An object with any keys. */
  public record Entries(Type<?> value) implements Shape {}

  /** An object with declared keys. */
  public record Nested(SettingsSpec spec) implements Shape {}

  /** A {@code match} object, read with the matchers there are. */
  public record Match() implements Shape {}

  /** Another extension: its word, or an object of its word and settings. */
  public record Extension(Class<?> kind) implements Shape {}

  /** A path to a file of lines, relative to the configuration file's folder. */
  public record Lines() implements Shape {}

  /** The first of several types whose JSON kind fits. */
  public record OneOf(List<Type<?>> types) implements Shape {}

  private final String name;
  private final Shape shape;
  private final Function<Object, T> cast;

  private Type(String name, Shape shape, Function<Object, T> cast) {
    this.name = name;
    this.shape = shape;
    this.cast = cast;
  }

  /** What to call it in messages and documentation: {@code a duration}. */
  public String name() {
    return name;
  }

  /** What it looks like in JSON. */
  public Shape shape() {
    return shape;
  }

  /** The value as this type's Java type. */
  public T cast(Object value) {
    return cast.apply(value);
  }

  /** Any text. */
  public static Type<String> text() {
    return text("a text", String.class, text -> text);
  }

  /** A text that a parser reads as something else. */
  public static <T> Type<T> text(String name, Class<T> type, Parser<T> parser) {
    return new Type<>(name, new Text(parser, List.of()), type::cast);
  }

  /** One of a few words: those of the constants, lower case, with dashes for underscores. */
  public static <E extends Enum<E>> Type<E> choice(Class<E> type) {
    Map<String, E> words =
        Stream.of(type.getEnumConstants())
            .collect(
                Collectors.toMap(
                    e -> e.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'), e -> e));
    List<String> choices = words.keySet().stream().sorted().toList();
    Parser<E> parser =
        text -> {
          E constant = words.get(text);
          if (constant == null) {
            throw new BadValueException(
                "is not known (expected " + String.join(", ", choices) + ")");
          }
          return constant;
        };
    return new Type<>("a word", new Text(parser, choices), type::cast);
  }

  /** {@code true} or {@code false}. */
  public static Type<Boolean> flag() {
    return new Type<>("true or false", new Flag(), Boolean.class::cast);
  }

  /** A whole number between two bounds, both included. */
  public static Type<Long> number(long min, long max) {
    String name = "a whole number from " + min + " to " + max;
    return new Type<>(name, new Number(min, max, List.of()), Long.class::cast);
  }

  /** A number between two bounds, both included, with or without decimals. */
  public static Type<Double> decimal(double min, double max) {
    String name = "a number from " + plain(min) + " to " + plain(max);
    return new Type<>(name, new Decimal(min, max), Double.class::cast);
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }

  /** One of a few whole numbers. */
  public static Type<Long> number(List<Long> choices) {
    String name =
        "one of " + choices.stream().map(String::valueOf).collect(Collectors.joining(", "));
    Number shape =
        new Number(Collections.min(choices), Collections.max(choices), List.copyOf(choices));
    return new Type<>(name, shape, Long.class::cast);
  }

  /**
   * A duration: a number and a unit ({@code us ms s m h d}). It may be zero, and {@link
   * Duration#toNanos()} does not overflow.
   */
  public static Type<Duration> duration() {
    return text("a duration", Duration.class, Units::duration);
  }

  /** A size in bytes: a number with {@code k}, {@code m} or {@code g} (powers of 1024), or none. */
  public static Type<Long> size() {
    return text("a size", Long.class, Units::size);
  }

  /** One item or an array of items. */
  public static <T> Type<List<T>> listOf(Type<T> item) {
    return new Type<>(item.name() + " or a list", new Many(item), v -> list(item, v));
  }

  /** An array of items. */
  public static <T> Type<List<T>> arrayOf(Type<T> item) {
    return new Type<>("a list", new Array(item), v -> list(item, v));
  }

  /** An object whose keys are free and whose values are of one type; it keeps their order. */
  public static <T> Type<Map<String, T>> mapOf(Type<T> value) {
    return new Type<>(
        "an object",
        new Entries(value),
        v ->
            ((Map<?, ?>) v)
                .entrySet().stream()
                    .collect(
                        Collectors.toMap(
                            e -> (String) e.getKey(),
                            e -> value.cast(e.getValue()),
                            (a, b) -> a,
                            java.util.LinkedHashMap::new)));
  }

  /** An object with declared keys. */
  public static Type<Settings> object(SettingsSpec spec) {
    return new Type<>("an object", new Nested(spec), Settings.class::cast);
  }

  /** A {@code match} object: it may use every matcher there is. */
  public static Type<Matcher> match() {
    return new Type<>("a match object", new Match(), Matcher.class::cast);
  }

  /**
   * Another extension, written as its word or as {@code {"word": settings}}.
   *
   * @param kind the extension's interface: {@code Balancer.class}
   */
  public static <T> Type<T> extension(Class<T> kind) {
    return new Type<>("an extension", new Extension(kind), kind::cast);
  }

  /** The path of a file of lines, which the runtime reads and watches. */
  public static Type<TextFile> textFile() {
    return new Type<>("a file", new Lines(), TextFile.class::cast);
  }

  /** A value of one of several types, told apart by the kind of JSON they are written in. */
  public static Type<Object> oneOf(Type<?>... types) {
    String name = Stream.of(types).map(Type::name).collect(Collectors.joining(" or "));
    return new Type<>(name, new OneOf(List.of(types)), v -> v);
  }

  private static <T> List<T> list(Type<T> item, Object value) {
    return ((List<?>) value).stream().map(item::cast).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
