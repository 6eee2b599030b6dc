package dev.sluice.runtime.session;

import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.net.Loop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one session. They are asked in order; the first that denies, fails or throws
 * decides; null is a failure too. Answers that come later are taken on the session's loop, and the
 * session must then look whether it still wants them.
 */
public final class FilterChain {

  private final List<Filter> filters;
  private final Loop loop;
  private int letInBy;
  private int awaited;
  private @Nullable SessionRecord closed;

  /** Asks none yet. */
  public FilterChain(List<Filter> filters, Loop loop) {
    this.filters = filters;
    this.loop = loop;
  }

  void onAccept(Client client, Runnable allowed, Consumer<String> denied) {
    ask(0, filter -> filter.onAccept(client), this::letInBy, allowed, denied);
  }

  /** So many filters have now let the session in, from the first on. */
  private void letInBy(int count) {
    letInBy = count;
    SessionRecord ended = closed;
    if (ended != null) {
      // The session ended while this filter was thinking, and onClose went to those before it. What
      // it has taken for the session, a slot of a quota, it gives back only when it is told.
      close(filters.get(count - 1), ended);
    }
  }

  /** Asks whether the session may go where its route leads; one of the two is run, once. */
  public void onRoute(SessionView session, Runnable allowed, Consumer<String> denied) {
    ask(0, filter -> filter.onRoute(session), count -> {}, allowed, denied);
  }

  /** Tells every filter that has let the session in, also one whose answer is still to come. */
  void onClose(SessionRecord session) {
    closed = session;
    filters.subList(0, letInBy).forEach(filter -> close(filter, session));
  }

  private static void close(Filter filter, SessionRecord session) {
    try {
      filter.onClose(session);
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.filter(filter, e);
    }
  }

  private void ask(
      int first,
      Function<Filter, Future<Verdict>> question,
      IntConsumer allowedBy,
      Runnable allowed,
      Consumer<String> denied) {
    for (int i = first; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      Future<Verdict> answer = answer(filter, question);
      if (!answer.isComplete()) {
        int next = i + 1;
        int mine = ++awaited;
        answer.onComplete(late ->
            loop.execute(() -> {
              if (awaited != mine) {
                // A future that is not Vert.x's may complete twice.
                return;
              }
              awaited++;
              String denial = denial(filter, late);
              if (denial == null) {
                allowedBy.accept(next);
                // Nobody asks for a session that has ended meanwhile.
                if (closed == null) {
                  ask(next, question, allowedBy, allowed, denied);
                }
              } else {
                denied.accept(denial);
              }
            }));
        return;
      }
      String denial = denial(filter, answer);
      if (denial != null) {
        denied.accept(denial);
        return;
      }
      allowedBy.accept(i + 1);
    }
    allowed.run();
  }

  private static Future<Verdict> answer(Filter filter, Function<Filter, Future<Verdict>> question) {
    try {
      return Objects.requireNonNull(question.apply(filter), "it returned null for a future");
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      return Future.failedFuture(e);
    }
  }

  private static @Nullable String denial(Filter filter, AsyncResult<Verdict> answer) {
    Verdict verdict = answer.result();
    if (answer.failed() || verdict == null) {
      Throwable cause = answer.cause();
      PluginFaults.filter(
          filter, cause == null ? new NullPointerException("its verdict is null") : cause);
      return "filter failed";
    }
    return verdict.reason();
  }
}
