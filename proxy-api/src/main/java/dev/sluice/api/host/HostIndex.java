package dev.sluice.api.host;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a name was mapped to among any number of patterns. The answer is that of a loop over
 * the patterns in the order in which they were added, at a cost that depends on the number of
 * labels in the name alone. Immutable; looking up allocates nothing.
 *
 * @param <T> what patterns are mapped to
 */
public final class HostIndex<T> {

  /**
   * What a pattern was mapped to.
   *
   * @param order how many patterns were added before it
   * @param value what it was mapped to
   */
  public record Entry<T>(int order, T value) {}

  /** What the patterns that share a name are mapped to; the name is a suffix for the wildcards. */
  private static final class Slot<T> {
    final String name;
    final long hash;
    @Nullable Entry<T> exact;
    @Nullable Entry<T> oneLabel;
    @Nullable Entry<T> anyLabels;

    Slot(String name) {
      this.name = name;
      this.hash = hash(name);
    }

    void add(HostPattern.Kind kind, Entry<T> entry) {
      switch (kind) {
        case EXACT -> exact = first(exact, entry);
        case ONE_LABEL -> oneLabel = first(oneLabel, entry);
        case ANY_LABELS -> anyLabels = first(anyLabels, entry);
      }
    }
  }

  /** Differs in every process: names may come from tenants who would like theirs to collide. */
  private static final long MULTIPLIER = new SplittableRandom().nextLong() << 3 | 5;

  private final List<@Nullable Slot<T>> table;

  private HostIndex(List<@Nullable Slot<T>> table) {
    this.table = table;
  }

  /** Collects patterns. */
  public static <T> Builder<T> builder() {
    return new Builder<>();
  }

  /**
   * What the first pattern that matches was mapped to; null if none does.
   *
   * @param canonicalName a name in the form of {@link HostName}
   */
  public @Nullable T find(String canonicalName) {
    Entry<T> entry = entry(canonicalName);
    return entry == null ? null : entry.value();
  }

  /** As {@link #find}, with the place of the pattern among all that were added. */
  public @Nullable Entry<T> entry(String canonicalName) {
    Entry<T> found = null;
    long hash = 0;
    // From the end, so that one pass gives the hash of every suffix.
    for (int i = canonicalName.length() - 1; i >= 0; i--) {
      char c = canonicalName.charAt(i);
      if (c == '.' && i > 0) {
        Slot<T> suffix = slot(canonicalName, i + 1, hash);
        if (suffix != null) {
          found = first(found, suffix.anyLabels);
          // Whether the rest is one label is asked only of names that are in the table.
          if (suffix.oneLabel != null && canonicalName.lastIndexOf('.', i - 1) < 0) {
            found = first(found, suffix.oneLabel);
          }
        }
      }
      hash = extend(hash, c);
    }
    Slot<T> whole = slot(canonicalName, 0, hash);
    return whole == null ? found : first(found, whole.exact);
  }

  private @Nullable Slot<T> slot(String text, int from, long hash) {
    int mask = table.size() - 1;
    int length = text.length() - from;
    for (int i = start(hash, mask); ; i = (i + 1) & mask) {
      Slot<T> slot = table.get(i);
      if (slot == null) {
        return null;
      }
      if (slot.hash == hash
          && slot.name.length() == length
          && text.regionMatches(from, slot.name, 0, length)) {
        return slot;
      }
    }
  }

  private static <T> @Nullable Entry<T> first(@Nullable Entry<T> a, @Nullable Entry<T> b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.order() <= b.order() ? a : b;
  }

  private static long hash(String name) {
    long hash = 0;
    for (int i = name.length() - 1; i >= 0; i--) {
      hash = extend(hash, name.charAt(i));
    }
    return hash;
  }

  private static long extend(long hash, char c) {
    return (hash + c) * MULTIPLIER;
  }

  /** The upper half: in it every character has moved every bit. */
  private static int start(long hash, int mask) {
    return (int) (hash >>> 32) & mask;
  }

  /**
   * Collects patterns in order. Not safe for use by several threads.
   *
   * @param <T> what patterns are mapped to
   */
  public static final class Builder<T> {

    private final List<HostPattern> patterns = new ArrayList<>();
    private final List<T> values = new ArrayList<>();

    private Builder() {}

    /** Adds a pattern; where several match a name, the one that was added first wins. */
    public Builder<T> add(HostPattern pattern, T value) {
      patterns.add(pattern);
      values.add(value);
      return this;
    }

    /** The index of what was added so far. */
    public HostIndex<T> build() {
      Map<String, Slot<T>> slots = new HashMap<>();
      for (int order = 0; order < patterns.size(); order++) {
        HostPattern pattern = patterns.get(order);
        slots
            .computeIfAbsent(pattern.name(), Slot::new)
            .add(pattern.kind(), new Entry<>(order, values.get(order)));
      }
      return new HostIndex<>(table(slots));
    }

    /** Open addressing, at most half full. */
    private static <T> List<@Nullable Slot<T>> table(Map<String, Slot<T>> slots) {
      int size = Math.max(4, Integer.highestOneBit(slots.size()) << 2);
      List<@Nullable Slot<T>> table = new ArrayList<>(Collections.nCopies(size, null));
      for (Slot<T> slot : slots.values()) {
        int i = start(slot.hash, size - 1);
        while (table.get(i) != null) {
          i = (i + 1) & (size - 1);
        }
        table.set(i, slot);
      }
      return table;
    }
  }
}
