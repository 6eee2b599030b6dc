package dev.sluice.runtime.session;

import dev.sluice.api.Filter;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.runtime.fault.Faults;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The filters of one session. They are asked in order; the first that denies, fails or throws
 * decides; null is a failure too. A failure is told as such, so that nobody takes it for a denial,
 * and lets nothing through either. Answers that come later are taken on the session's loop, and the
 * session must then look whether it still wants them.
 */
public final class FilterChain {

  private final List<Filter> filters;
  private final Executor later;
  private final Runnable failed;
  private int letInBy;
  private int awaited;
  private boolean stopped;
  private @Nullable SessionRecord closed;

  /**
   * Asks none yet.
   *
   * @param later runs on the session's loop, from any thread, what a late answer leads to
   * @param failed is run in place of what a denial leads to, if a filter fails
   */
  public FilterChain(List<Filter> filters, Executor later, Runnable failed) {
    this.filters = filters;
    this.later = later;
    this.failed = failed;
  }

  /** None is asked any more: the session ends, or has waited long enough. */
  public void stop() {
    stopped = true;
  }

  void onAccept(Client client, Runnable allowed, Consumer<Verdict> denied) {
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

  /** Asks whether a request may go on; one of the two is run, once, or neither if one fails. */
  public void onRequest(
      Client client, RequestHead request, Runnable allowed, Consumer<Verdict> denied) {
    ask(0, filter -> filter.onRequest(client, request), count -> {}, allowed, denied);
  }

  /** Asks the same of the session and where its route leads. */
  public void onRoute(SessionView session, Runnable allowed, Consumer<Verdict> denied) {
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
      Consumer<Verdict> denied) {
    for (int i = first; i < filters.size(); i++) {
      Filter filter = filters.get(i);
      int next = i + 1;
      AsyncResult<Verdict> answer =
          answer(
              filter,
              question,
              late -> {
                Verdict verdict = verdict(filter, late);
                if (verdict == null) {
                  if (!stopped) {
                    failed.run();
                  }
                } else if (verdict.allowed()) {
                  allowedBy.accept(next);
                  if (!stopped && closed == null) {
                    ask(next, question, allowedBy, allowed, denied);
                  }
                } else if (!stopped) {
                  denied.accept(verdict);
                }
              });
      if (answer == null) {
        return;
      }
      Verdict verdict = verdict(filter, answer);
      if (verdict == null) {
        failed.run();
        return;
      }
      if (!verdict.allowed()) {
        denied.accept(verdict);
        return;
      }
      allowedBy.accept(next);
    }
    allowed.run();
  }

  /**
   * The answer of a filter; null if it is still to come, and then goes to {@code whenLate}. Futures
   * that are not Vert.x's may do anything: throw when they are asked, or complete twice.
   */
  private @Nullable AsyncResult<Verdict> answer(
      Filter filter,
      Function<Filter, Future<Verdict>> question,
      Consumer<AsyncResult<Verdict>> whenLate) {
    int mine = ++awaited;
    try {
      Future<Verdict> answer =
          Objects.requireNonNull(question.apply(filter), "it returned null for a future");
      if (answer.isComplete()) {
        return answer;
      }
      answer.onComplete(late ->
          later.execute(() -> {
            if (awaited == mine) {
              awaited++;
              whenLate.accept(late);
            }
          }));
      return null;
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      awaited++;
      return Future.failedFuture(e);
    }
  }

  /** Null if the filter failed, which is then told. */
  private static @Nullable Verdict verdict(Filter filter, AsyncResult<Verdict> answer) {
    Throwable cause;
    try {
      Verdict verdict = answer.result();
      if (!answer.failed() && verdict != null) {
        return verdict;
      }
      cause = answer.cause();
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      cause = e;
    }
    PluginFaults.filter(
        filter, cause == null ? new NullPointerException("its verdict is null") : cause);
    return null;
  }
}
