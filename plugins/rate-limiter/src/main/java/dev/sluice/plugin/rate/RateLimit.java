package dev.sluice.plugin.rate;

import dev.sluice.api.Filter;
import dev.sluice.api.HeaderField;
import dev.sluice.api.Need;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.SessionView;
import dev.sluice.plugin.rate.Course.Moment;
import dev.sluice.plugin.rate.RateLimitFactory.Action;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits the rate of connections or requests, and the sessions, of each client, name or frontend.
 * All decisions are made at once; what they are made by is shared with the filters that stood, or
 * will stand, in the same place before and after a reload.
 */
final class RateLimit implements Filter {

  private static final Logger log = LoggerFactory.getLogger(RateLimit.class);

  private static final int TOO_MANY_REQUESTS = 429;
  private static final long SECOND = 1_000_000_000L;

  private final Subject subject;
  private final Course course;
  private final Limit limit;
  private final Action action;
  private final Duration tarpit;
  private final Memory memory;
  private final LongSupplier nanoTime;
  private final NowAndThen dryRuns;
  private final NowAndThen overflows;

  /** Which key has a session counted, by the session's number. */
  private final Map<Long, Key> counted = new ConcurrentHashMap<>();

  RateLimit(
      Subject subject,
      Course course,
      Limit limit,
      Action action,
      Duration tarpit,
      Memory memory,
      LongSupplier nanoTime) {
    this.subject = subject;
    this.course = course;
    this.limit = limit;
    this.action = action;
    this.tarpit = tarpit;
    this.memory = memory;
    this.nanoTime = nanoTime;
    this.dryRuns = new NowAndThen(nanoTime.getAsLong());
    this.overflows = new NowAndThen(nanoTime.getAsLong());
  }

  /** What was decided so far. */
  Counts counts() {
    return memory.counts();
  }

  @Override
  public boolean needsRequests() {
    return course.needsRequests();
  }

  @Override
  public Set<Need> needs() {
    return course.needs();
  }

  @Override
  public Future<Verdict> onAccept(Client client) {
    return concerns(Moment.ACCEPT)
        ? decide(Moment.ACCEPT, client, subject.of(client))
        : Verdict.ALLOWED;
  }

  @Override
  public Future<Verdict> onRequest(Client client, RequestHead request) {
    if (!concerns(Moment.REQUEST)) {
      return Verdict.ALLOWED;
    }
    Key key = subject.isClient() ? subject.of(client) : subject.of(request.host());
    return decide(Moment.REQUEST, client, key);
  }

  @Override
  public Future<Verdict> onRoute(SessionView session) {
    return concerns(Moment.ROUTE)
        ? decide(Moment.ROUTE, session.client(), subject.of(name(session)))
        : Verdict.ALLOWED;
  }

  private static @Nullable String name(SessionView session) {
    ClientHello hello = session.clientHello();
    if (hello != null) {
      return hello.serverName();
    }
    RequestHead head = session.requestHead();
    return head == null ? null : head.host();
  }

  @Override
  public void onClose(SessionRecord session) {
    giveBack(counted.remove(session.client().session()));
  }

  private void giveBack(@Nullable Key key) {
    if (key != null) {
      memory.table().release(key, limit, nanoTime.getAsLong());
    }
  }

  private boolean concerns(Moment moment) {
    return takesToken(moment) || takesSession(moment);
  }

  private boolean takesToken(Moment moment) {
    return limit.bucket() != null && course.token() == moment;
  }

  private boolean takesSession(Moment moment) {
    return limit.sessions() != Limit.ANY && course.session() == moment;
  }

  private Future<Verdict> decide(Moment moment, Client client, @Nullable Key key) {
    if (key == null) {
      return Verdict.ALLOWED;
    }
    boolean dryRun = action == Action.DRY_RUN;
    // In mode http a session counts for the host of its last request.
    boolean session = takesSession(moment) && !key.equals(counted.get(client.session()));
    long now = nanoTime.getAsLong();
    long answer = memory.table().take(key, limit, now, takesToken(moment), session, dryRun);
    if (session && answer != Table.UNCOUNTED && (answer == Table.ALLOWED || dryRun)) {
      giveBack(counted.put(client.session(), key));
    }
    if (answer == Table.ALLOWED) {
      counts().allow();
      return Verdict.ALLOWED;
    }
    if (answer == Table.UNCOUNTED) {
      overflowed(client, now);
      return Verdict.ALLOWED;
    }
    return refuse(client, answer, now);
  }

  private Future<Verdict> refuse(Client client, long wait, long now) {
    switch (action) {
      case DENY -> {
        counts().deny();
        return Future.succeededFuture(refusal(wait));
      }
      case TARPIT -> {
        counts().tarpit();
        return Future.succeededFuture(refusal(wait).tarpit(tarpit));
      }
      case DRY_RUN -> {
        counts().dryRunOnly();
        tellDryRun(client, now);
      }
    }
    return Verdict.ALLOWED;
  }

  private Verdict refusal(long wait) {
    if (wait == Table.SESSIONS) {
      return Verdict.answer(TOO_MANY_REQUESTS, List.of(), "too many sessions by " + subject);
    }
    // While it is kept waiting there may come a token.
    long left = action == Action.TARPIT ? wait - tarpit.toNanos() : wait;
    long seconds = Math.max(1, Math.ceilDiv(left, SECOND));
    List<HeaderField> fields = List.of(new HeaderField("Retry-After", Long.toString(seconds)));
    String what = course.token() == Moment.REQUEST ? "requests" : "connections";
    return Verdict.answer(TOO_MANY_REQUESTS, fields, "too many " + what + " by " + subject);
  }

  private void tellDryRun(Client client, long now) {
    long count = dryRuns.count(now);
    if (count > 0) {
      log.info(
          "frontend '{}': rate-limit by {}: dry run, would have refused since the last such line:"
              + " {}",
          client.frontend(),
          subject,
          count);
    }
  }

  private void overflowed(Client client, long now) {
    counts().letThrough();
    long count = overflows.count(now);
    if (count > 0) {
      log.warn(
          "frontend '{}': rate-limit by {}: {} keys are not enough, let through uncounted since the"
              + " last such line: {} (raise \"keys\", or let the rate refill faster)",
          client.frontend(),
          subject,
          limit.keys(),
          count);
    }
  }
}
