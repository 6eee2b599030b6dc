package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.FieldSection;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a head on its way to the other side. Host, framing and connection are the writer's and
 * are never shown to it. May be asked more than once for the same head.
 */
public interface FieldEdits {

  /** Nothing is changed. */
  FieldEdits NONE = new FieldEdits() {};

  /** Whether a field is left out. */
  default boolean removes(FieldSection fields, int field) {
    return false;
  }

  /** What a field that is not left out holds in place of what came; null to keep that. */
  default byte @Nullable [] value(FieldSection fields, int field) {
    return null;
  }

  /** The Host of the request in place of the client's; null to keep that. */
  default @Nullable String host() {
    return null;
  }

  /**
   * Adds fields behind all others.
   *
   * @param fields what has been received, with what was removed
   */
  default void append(FieldSection fields, FieldSink sink) {}
}
