package dev.sluice.plugin.rules;

import dev.sluice.api.HeadEdits;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import org.jspecify.annotations.Nullable;

/** One change of a head, as the configuration says it. */
sealed interface Edit {

  /** The name of the field. */
  String name();

  /** What it is set to; null if it is left out. */
  @Nullable Template value();

  /** Makes the change with a value. */
  void apply(HeadEdits.Builder edits, String text);

  /** Makes the change for a request. */
  default void apply(HeadEdits.Builder edits, SessionView request, RequestHead head) {
    Template value = value();
    apply(edits, value == null ? "" : value.of(request.client(), head, request.id()));
  }

  /** Whether it is the same for every request. */
  default boolean isFixed() {
    Template value = value();
    return value == null || value.isFixed();
  }

  /** Why it cannot be made, whatever the request; null if it can. */
  default @Nullable String wrong() {
    Template value = value();
    try {
      // The values of variables are never wrong; a Host with one is, as it is none without.
      apply(HeadEdits.builder(), value == null || !value.isFixed() ? "" : value.fixed());
      return null;
    } catch (IllegalArgumentException e) {
      return "\"" + name() + "\" " + e.getMessage();
    }
  }

  /** Puts a field in place of all of its name. */
  record Set(String name, Template value) implements Edit {
    @Override
    public void apply(HeadEdits.Builder edits, String text) {
      edits.set(name, text);
    }
  }

  /** Puts a field behind those of its name. */
  record Add(String name, Template value) implements Edit {
    @Override
    public void apply(HeadEdits.Builder edits, String text) {
      edits.add(name, text);
    }
  }

  /** Leaves all fields of a name out. */
  record Remove(String name) implements Edit {
    @Override
    public @Nullable Template value() {
      return null;
    }

    @Override
    public void apply(HeadEdits.Builder edits, String text) {
      edits.remove(name);
    }
  }

  /** Names another host to the server; no variable, so that a client cannot choose it. */
  record Host(Template value) implements Edit {
    @Override
    public String name() {
      return "Host";
    }

    @Override
    public void apply(HeadEdits.Builder edits, String text) {
      edits.host(text);
    }
  }
}
