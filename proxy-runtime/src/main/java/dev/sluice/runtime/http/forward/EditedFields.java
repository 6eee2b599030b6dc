package dev.sluice.runtime.http.forward;

import dev.sluice.api.HeadEdits;
import dev.sluice.api.HeaderField;
import dev.sluice.runtime.http.FieldSection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an extension changes, on top of what is changed before it: it sees what that adds. */
public final class EditedFields implements FieldEdits {

  private final FieldEdits before;
  private final HeadEdits edits;

  public EditedFields(FieldEdits before, HeadEdits edits) {
    this.before = before;
    this.edits = edits;
  }

  @Override
  public boolean removes(FieldSection fields, int field) {
    if (before.removes(fields, field)) {
      return true;
    }
    List<String> removed = edits.removed();
    for (int i = 0; i < removed.size(); i++) {
      if (fields.isAlias(field, removed.get(i))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public byte @Nullable [] value(FieldSection fields, int field) {
    return before.value(fields, field);
  }

  @Override
  public @Nullable String host() {
    String host = edits.host();
    return host == null ? before.host() : host;
  }

  @Override
  public void append(FieldSection fields, FieldSink sink) {
    before.append(fields, edits.removed().isEmpty() ? sink : new Kept(sink, edits.removed()));
    List<HeaderField> added = edits.added();
    for (int i = 0; i < added.size(); i++) {
      sink.add(added.get(i).name(), added.get(i).value());
    }
  }

  /** Lets those through that are not left out. */
  private record Kept(FieldSink to, List<String> removed) implements FieldSink {

    @Override
    public void add(String name, String value) {
      if (!isRemoved(name)) {
        to.add(name, value);
      }
    }

    @Override
    public void add(FieldLine line) {
      if (!isRemoved(line.name())) {
        to.add(line);
      }
    }

    private boolean isRemoved(String name) {
      for (int i = 0; i < removed.size(); i++) {
        if (removed.get(i).equalsIgnoreCase(name.replace('_', '-'))) {
          return true;
        }
      }
      return false;
    }
  }
}
