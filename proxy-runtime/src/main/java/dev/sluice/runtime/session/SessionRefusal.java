package dev.sluice.runtime.session;

import dev.sluice.api.Verdict;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.frontend.Answers;
import dev.sluice.runtime.frontend.RouteTable;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Why a session ends before it has a server.
 *
 * @param termination how that is logged
 * @param why the same in words
 * @param answer what the client is told; null if there is nothing it would understand, or it is
 *     gone. It can be sent once
 */
record SessionRefusal(Termination termination, String why, @Nullable ByteBuffer answer) {

  /** An extension has failed before it was known where the session goes, or may go. */
  static final SessionRefusal FILTER_FAILED = unanswered('I', "filter failed");

  static final SessionRefusal MATCHER_FAILED = unanswered('I', "matcher failed");

  static final SessionRefusal FILTER_TIMED_OUT = unanswered('P', "filter timed out");

  /** A PROXY header came that nobody has asked for. */
  static final SessionRefusal UNASKED_HEADER =
      unanswered('P', "PROXY header from an address that must not send one");

  /** A PROXY header did not come, or not to its end; or it is still open whether that is one. */
  static final SessionRefusal NO_HEADER_IN_TIME = badHeader('c', "timeout");

  static final SessionRefusal NO_HEADER_AT_ALL = badHeader('C', "client left");

  /** How a session ends whose client was left waiting for that. */
  static final Termination TARPITTED = new Termination('P', 'T');

  private static final Termination DENIED = new Termination('P', 'R');

  /** For a PROXY header that breaks its rules. */
  static SessionRefusal badHeader(String fault) {
    return badHeader('P', fault);
  }

  private static SessionRefusal badHeader(char cause, String fault) {
    return unanswered(cause, "PROXY header: " + fault);
  }

  private static SessionRefusal unanswered(char cause, String why) {
    return new SessionRefusal(new Termination(cause, 'R'), why, null);
  }

  /** For a client that no route fits. */
  static SessionRefusal unrouted(SessionFacts facts, boolean clientEnded) {
    RouteTable routes = facts.frontend().routes();
    boolean tls = routes.inspectsTls();
    Inspection seen = tls ? facts.inspector().tls() : facts.inspector().http();
    boolean cutShort = seen == Inspection.TIMEOUT && routes.inspects();
    char cause = !cutShort ? 'P' : clientEnded ? 'C' : 'c';
    String why =
        switch (seen) {
          case OTHER -> tls ? "not-tls" : "not-http";
          case MALFORMED -> "malformed";
          case TOO_LARGE -> "too-large";
          case TIMEOUT -> "timeout";
          default -> "no-route";
        };
    // Who hangs up in the middle of a request does not wait for an answer.
    boolean gone = cutShort && clientEnded;
    return new SessionRefusal(
        new Termination(cause, 'R'),
        why,
        gone ? null : Answers.refused(routes, facts.inspector(), facts.id()));
  }

  /** For a client that a filter denies. */
  static SessionRefusal denied(SessionFacts facts, Verdict verdict) {
    return denied(facts, verdict, DENIED);
  }

  /** The same, after it was left waiting. */
  static SessionRefusal tarpitted(SessionFacts facts, Verdict verdict) {
    return denied(facts, verdict, TARPITTED);
  }

  private static SessionRefusal denied(
      SessionFacts facts, Verdict verdict, Termination termination) {
    return new SessionRefusal(
        termination,
        String.valueOf(verdict.reason()),
        Answers.denied(facts.frontend().routes(), facts.inspector(), verdict, facts.id()));
  }

  /** For a client that gets no server of its backend. */
  static SessionRefusal unavailable(SessionFacts facts, Termination termination, String why) {
    return new SessionRefusal(termination, why, Answers.unavailable(facts.inspector(), facts.id()));
  }
}
