package dev.sluice.runtime.exchange;

import dev.sluice.api.Filter;
import dev.sluice.api.HeadEdits;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.http.forward.EditedFields;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.session.PluginFaults;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the filters of a frontend change in heads. Without an edit nothing is made. */
final class Edits {

  /** What one filter says to one head. */
  private interface Question {
    HeadEdits ask(Filter filter);
  }

  private Edits() {}

  /** The edits of a request's head, behind what it says about its client; null if one failed. */
  static @Nullable FieldEdits ofRequest(Exchange exchange) {
    Conversation conversation = exchange.conversation();
    FieldEdits forwarded = conversation.forwarded();
    List<Filter> filters = conversation.frontend().filters();
    return filters.isEmpty()
        ? forwarded
        : all(filters, forwarded, filter -> filter.editRequest(exchange.facts()));
  }

  /** The edits of a response's head; null if a filter failed. */
  static @Nullable FieldEdits ofResponse(Exchange exchange, int status) {
    List<Filter> filters = exchange.conversation().frontend().filters();
    if (filters.isEmpty()) {
      return FieldEdits.NONE;
    }
    return all(
        filters,
        FieldEdits.NONE,
        filter -> {
          HeadEdits edits = filter.editResponse(exchange.facts(), status);
          if (edits.host() != null) {
            throw new IllegalArgumentException("a response has no Host");
          }
          return edits;
        });
  }

  private static @Nullable FieldEdits all(
      List<Filter> filters, FieldEdits first, Question question) {
    FieldEdits all = first;
    for (int i = 0; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      try {
        HeadEdits edits = question.ask(filter);
        if (!edits.isEmpty()) {
          all = new EditedFields(all, edits);
        }
      } catch (Throwable e) {
        Faults.throwIfFatal(e);
        PluginFaults.filter(filter, e);
        return null;
      }
    }
    return all;
  }
}
