package dev.sluice.plugin.rules;

import dev.sluice.api.Filter;
import dev.sluice.api.HeadEdits;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Changes fields of a head.
 *
 * @param fixed what is the same for all requests, made once; null if something is not
 */
record HeaderRule(
    Direction direction, List<Edit> edits, @Nullable HeadEdits fixed, Condition condition)
    implements Filter {

  /** A rule of edits that can all be made. */
  static HeaderRule of(Direction direction, List<Edit> edits, Condition condition) {
    boolean makeable = edits.stream().allMatch(edit -> edit.isFixed() && edit.wrong() == null);
    HeadEdits fixed = null;
    if (makeable) {
      HeadEdits.Builder builder = HeadEdits.builder();
      edits.forEach(edit -> {
        Template value = edit.value();
        edit.apply(builder, value == null ? "" : value.fixed());
      });
      fixed = builder.build();
    }
    return new HeaderRule(direction, List.copyOf(edits), fixed, condition);
  }

  @Override
  public boolean needsRequests() {
    return true;
  }

  @Override
  public HeadEdits editRequest(SessionView request) {
    return direction == Direction.REQUEST ? edits(request) : HeadEdits.NONE;
  }

  @Override
  public HeadEdits editResponse(SessionView request, int status) {
    return direction == Direction.RESPONSE ? edits(request) : HeadEdits.NONE;
  }

  private HeadEdits edits(SessionView request) {
    RequestHead head = request.requestHead();
    if (head == null || !condition.holds(request.client(), head)) {
      return HeadEdits.NONE;
    }
    if (fixed != null) {
      return fixed;
    }
    HeadEdits.Builder made = HeadEdits.builder();
    for (Edit edit : edits) {
      edit.apply(made, request, head);
    }
    return made.build();
  }
}
