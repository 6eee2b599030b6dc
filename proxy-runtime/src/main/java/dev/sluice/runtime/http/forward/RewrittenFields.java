package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.FieldSection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields of one head whose values the proxy itself rewrites where they stand, or leaves out, and
 * lines that it adds; on top of other edits, which neither see nor undo that. Another section, the
 * trailer, stays as the other edits have it.
 */
public final class RewrittenFields implements FieldEdits {

  private static final byte[] NOTHING = {};

  private final FieldEdits before;
  private final FieldSection of;

  /** By field; null for one that stays. Not made before one does not. */
  private byte @Nullable [] @Nullable [] values;

  private final List<FieldLine> added = new ArrayList<>(0);

  /** Rewrites nothing yet. */
  public RewrittenFields(FieldEdits before, FieldSection of) {
    this.before = before;
    this.of = of;
  }

  /** Gives a field another value, which holds only bytes of values; an empty one leaves it out. */
  public void set(int field, byte[] value) {
    if (values == null) {
      values = new byte[of.count()][];
    }
    values[field] = value;
  }

  /** Leaves a field out. */
  public void remove(int field) {
    set(field, NOTHING);
  }

  /** Adds a line behind all others. */
  public void add(FieldLine line) {
    added.add(line);
  }

  /** These edits, or the others if that is the same. */
  public FieldEdits edits() {
    return values == null && added.isEmpty() ? before : this;
  }

  @Override
  public boolean removes(FieldSection fields, int field) {
    byte[] own = own(fields, field);
    return (own != null && own.length == 0) || before.removes(fields, field);
  }

  @Override
  public byte @Nullable [] value(FieldSection fields, int field) {
    byte[] own = own(fields, field);
    return own == null ? before.value(fields, field) : own;
  }

  @SuppressWarnings("ReferenceEquality") // fields are numbered within their section
  private byte @Nullable [] own(FieldSection fields, int field) {
    return values == null || fields != of ? null : values[field];
  }

  @Override
  public @Nullable String host() {
    return before.host();
  }

  @Override
  public void append(FieldSection fields, FieldSink sink) {
    before.append(fields, sink);
    for (int i = 0; i < added.size(); i++) {
      sink.add(added.get(i));
    }
  }
}
