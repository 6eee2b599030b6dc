package dev.sluice.runtime.config;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.tree.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code defaults}: what frontends and backends do not say themselves. It is put under
 * each section's nodes before they are read, and the nodes keep their places, so that a problem in
 * the defaults is found at its own place, however many sections it comes up in.
 */
final class Defaults {

  /** Any key of a frontend or backend; none is required. */
  static final SettingsSpec SPEC = union(FrontendSection.SPEC, BackendSection.SPEC);

  private Defaults() {}

  private static SettingsSpec union(SettingsSpec one, SettingsSpec other) {
    SequencedMap<String, Key<?>> keys = new LinkedHashMap<>();
    Stream.concat(one.keys().stream(), other.keys().stream())
        .forEach(key -> keys.merge(key.name(), optional(key), Defaults::both));
    return SettingsSpec.of(keys.values().toArray(Key<?>[]::new));
  }

  private static <T> Key<T> optional(Key<T> key) {
    return Key.optional(key.name(), key.type(), key.doc());
  }

  /** Frontends and backends have objects of one name with different keys: {@code timeouts}. */
  private static Key<?> both(Key<?> one, Key<?> other) {
    if (one.type().shape() instanceof Type.Nested(SettingsSpec first)
        && other.type().shape() instanceof Type.Nested(SettingsSpec second)) {
      return Key.optional(one.name(), Type.object(union(first, second)), one.doc());
    }
    return one;
  }

  /** A section completed by what the defaults say. */
  static Node under(Node section, @Nullable Node defaults, SettingsSpec spec) {
    return section instanceof Node.Members own && defaults instanceof Node.Members others
        ? merge(own, others, spec)
        : section;
  }

  private static Node.Members merge(Node.Members own, Node.Members defaults, SettingsSpec spec) {
    SequencedMap<String, Node.Member> merged = new LinkedHashMap<>(own.members());
    for (Key<?> key : spec.keys()) {
      Node.Member theirs = defaults.members().get(key.name());
      Node.Member mine = own.members().get(key.name());
      if (theirs != null) {
        Node value = merge(key.type(), mine == null ? null : mine.value(), theirs.value());
        merged.put(key.name(), new Node.Member((mine == null ? theirs : mine).place(), value));
      }
    }
    return new Node.Members(own.place(), merged);
  }

  private static Node merge(Type<?> type, @Nullable Node mine, Node theirs) {
    if (!(theirs instanceof Node.Members defaults)
        || !(mine == null || mine instanceof Node.Members)) {
      return mine == null ? theirs : mine;
    }
    return switch (type.shape()) {
      // Also without own value: what belongs to the other kind of section is left out.
      case Type.Nested(SettingsSpec spec) ->
          merge(mine == null ? Node.empty(theirs.place()) : (Node.Members) mine, defaults, spec);
      case Type.Entries(Type<?> value) when mine instanceof Node.Members own ->
          entries(own, defaults, value);
      // An extension's settings belong to its word: those of two words do not mix.
      default -> mine == null ? theirs : mine;
    };
  }

  private static Node entries(Node.Members own, Node.Members defaults, Type<?> type) {
    SequencedMap<String, Node.Member> merged = new LinkedHashMap<>(own.members());
    for (Map.Entry<String, Node.Member> theirs : defaults.members().entrySet()) {
      merged.merge(
          theirs.getKey(),
          theirs.getValue(),
          (mine, their) -> new Node.Member(mine.place(), merge(type, mine.value(), their.value())));
    }
    return new Node.Members(own.place(), merged);
  }
}
