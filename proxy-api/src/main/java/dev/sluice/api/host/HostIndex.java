package dev.sluice.api.host;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a name was mapped to among any number of patterns, at a cost that depends on the
 * number of labels in the name alone. Where several patterns match, the first that was added wins,
 * or the most specific, as the builder was made. A pattern takes some 30 bytes more than its name.
 * Immutable; {@link #find} allocates nothing.
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

  private final boolean mostSpecific;
  private final NameTable exact;
  private final NameTable oneLabel;
  private final NameTable anyLabels;
  private final List<T> values;

  private HostIndex(Builder<T> builder) {
    mostSpecific = builder.mostSpecific;
    exact = new NameTable(builder.exact);
    oneLabel = new NameTable(builder.oneLabel);
    anyLabels = new NameTable(builder.anyLabels);
    values = new ArrayList<>(builder.values);
  }

  /** Collects patterns of which the one that was added first wins, as in a loop over them. */
  public static <T> Builder<T> builder() {
    return new Builder<>(false);
  }

  /**
   * Collects patterns of which the most specific wins, whatever their order: the name itself, then
   * {@code *.}, then the longest {@code **.}.
   */
  public static <T> Builder<T> mostSpecificFirst() {
    return new Builder<>(true);
  }

  /**
   * What the pattern that wins was mapped to; null if none matches.
   *
   * @param canonicalName a name in the form of {@link HostName}
   */
  public @Nullable T find(String canonicalName) {
    int order = order(canonicalName);
    return order < 0 ? null : values.get(order);
  }

  /** As {@link #find}, with the place of the pattern among all that were added. */
  public @Nullable Entry<T> entry(String canonicalName) {
    int order = order(canonicalName);
    return order < 0 ? null : new Entry<>(order, values.get(order));
  }

  /** Looks from the least specific to the most. */
  private int order(String name) {
    int found = NameTable.NONE;
    long hash = 0;
    // From the end, so that one pass gives the hash of every suffix.
    for (int i = name.length() - 1; i >= 0; i--) {
      char c = name.charAt(i);
      if (c == '.' && i > 0) {
        found = better(found, anyLabels.find(name, i + 1, hash));
        int suffix = oneLabel.find(name, i + 1, hash);
        // Whether the rest is one label is asked only of names that are in the table.
        if (suffix >= 0 && name.lastIndexOf('.', i - 1) < 0) {
          found = better(found, suffix);
        }
      }
      hash = NameTable.extend(hash, c);
    }
    return better(found, exact.find(name, 0, hash));
  }

  private int better(int found, int next) {
    if (next < 0 || found < 0) {
      return Math.max(found, next);
    }
    return mostSpecific ? next : Math.min(found, next);
  }

  /**
   * Collects patterns in order. Not safe for use by several threads.
   *
   * @param <T> what patterns are mapped to
   */
  public static final class Builder<T> {

    private final boolean mostSpecific;
    private final NameTable exact = new NameTable();
    private final NameTable oneLabel = new NameTable();
    private final NameTable anyLabels = new NameTable();
    private final List<T> values = new ArrayList<>();

    private Builder(boolean mostSpecific) {
      this.mostSpecific = mostSpecific;
    }

    /** Adds a pattern; one that is there already keeps its value. */
    public Builder<T> add(HostPattern pattern, T value) {
      if (order(pattern) < 0) {
        table(pattern).add(pattern.name(), values.size());
      }
      values.add(value);
      return this;
    }

    /** How many patterns were added before this one; -1 if it was not added. */
    public int order(HostPattern pattern) {
      return table(pattern).find(pattern.name(), 0, NameTable.hash(pattern.name()));
    }

    private NameTable table(HostPattern pattern) {
      return switch (pattern.kind()) {
        case EXACT -> exact;
        case ONE_LABEL -> oneLabel;
        case ANY_LABELS -> anyLabels;
      };
    }

    /** The index of what was added so far. */
    public HostIndex<T> build() {
      return new HostIndex<>(this);
    }
  }
}
