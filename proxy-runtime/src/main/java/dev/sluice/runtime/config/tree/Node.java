package dev.sluice.runtime.config.tree;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** A JSON value and where it stands. Immutable. */
public sealed interface Node {

  /** Where its first character stands. */
  Place place();

  /** An object; its members keep the order of the text. */
  record Members(Place place, SequencedMap<String, Member> members) implements Node {

    /** An object that keeps the map, which must not change any more. */
    public Members {
      members = Collections.unmodifiableSequencedMap(members);
    }

    /** The value of a member; null if there is none of that name. */
    public @Nullable Node find(String name) {
      Member member = members.get(name);
      return member == null ? null : member.value();
    }

    /** Where the value of a member stands, or this object if there is none of that name. */
    public Place placeOf(String name) {
      Node value = find(name);
      return value == null ? place : value.place();
    }
  }

  /**
   * A member of an object.
   *
   * @param place where its name stands; points to the value
   */
  record Member(Place place, Node value) {}

  /** An array. */
  record Items(Place place, List<Node> items) implements Node {

    /** An array that keeps the list, which must not change any more. */
    public Items {
      items = Collections.unmodifiableList(items);
    }
  }

  /** A string. */
  record Text(Place place, String value) implements Node {}

  /**
   * A number.
   *
   * @param digits as it is written: to convert {@code 1e999999999} costs more than it is worth
   */
  record Number(Place place, String digits) implements Node {}

  /** {@code true} or {@code false}. */
  record Flag(Place place, boolean value) implements Node {}

  /** {@code null}. */
  record Null(Place place) implements Node {}

  /** An object without members at a place. */
  static Members empty(Place place) {
    return new Members(place, Collections.emptyNavigableMap());
  }

  /** What it is, for messages: {@code "abc" is a text}. */
  default String described() {
    return switch (this) {
      case Members _ -> "is an object";
      case Items _ -> "is a list";
      case Text text -> Quote.of(text.value()) + " is a text";
      case Number number -> Quote.shortened(number.digits()) + " is a number";
      case Flag flag -> flag.value() + " is a boolean";
      case Null _ -> "is null";
    };
  }

  /** The values of an array, or this one. */
  default List<Node> each() {
    return this instanceof Items(Place _, List<Node> items) ? items : List.of(this);
  }

  /** The members of an object; none of anything else. */
  default Map<String, Member> eachMember() {
    return this instanceof Members object ? object.members() : Map.of();
  }
}
