package dev.sluice.api;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link Filter} decides. */
public final class Verdict {

  private static final int FORBIDDEN = 403;
  private static final Verdict ALLOW = new Verdict(null, 0, List.of(), Duration.ZERO);

  /** An answer at once: the session may go on. */
  public static final Future<Verdict> ALLOWED = Future.succeededFuture(ALLOW);

  private final @Nullable String reason;
  private final int status;
  private final List<HeaderField> fields;
  private final Duration hold;

  private Verdict(@Nullable String reason, int status, List<HeaderField> fields, Duration hold) {
    this.reason = reason;
    this.status = status;
    this.fields = fields;
    this.hold = hold;
  }

  /** The session may go on. */
  public static Verdict allow() {
    return ALLOW;
  }

  /**
   * The session is refused; a request is answered with 403.
   *
   * @param reason why, in a few words for the log, without anything the client sent
   */
  public static Verdict deny(String reason) {
    return new Verdict(
        Objects.requireNonNull(reason, "reason"), FORBIDDEN, List.of(), Duration.ZERO);
  }

  /**
   * A request is answered with this in place of a server's response, and the connection lives on
   * unless a body follows or it was to end anyway. What is no request in mode http is refused, as
   * by {@link #deny}.
   *
   * @param status 300 to 599, but not 304, which has no body
   * @param fields of the answer, besides those of its body; one that the answer has anyway, as
   *     {@code Cache-Control}, takes its place
   * @param reason why, in a few words for the log and the answer, without anything the client sent
   * @throws IllegalArgumentException if the status is another one
   */
  public static Verdict answer(int status, List<HeaderField> fields, String reason) {
    if (status < 300 || status > 599 || status == 304) {
      throw new IllegalArgumentException("status " + status + " is not one to answer with");
    }
    return new Verdict(
        Objects.requireNonNull(reason, "reason"), status, List.copyOf(fields), Duration.ZERO);
  }

  /**
   * The same refusal, but the client is left waiting for it, longer than {@code inspect} if need
   * be; its connection ends with it. So many clients may wait at a time as leave most of {@code
   * maxconn} to others; those beyond are refused at once.
   *
   * @param wait how long; not negative
   * @throws IllegalStateException if this is no refusal
   */
  public Verdict tarpit(Duration wait) {
    if (allowed() || wait.isNegative()) {
      throw new IllegalStateException(this + " after " + wait);
    }
    return new Verdict(reason, status, fields, wait);
  }

  /** Whether the session may go on. */
  public boolean allowed() {
    return reason == null;
  }

  /** Why the session is refused; null if it is not. */
  public @Nullable String reason() {
    return reason;
  }

  /** What a request is answered with that may not go on. */
  public int status() {
    return status;
  }

  /** The fields of that answer. */
  public List<HeaderField> fields() {
    return fields;
  }

  /** How long the client is left waiting for the refusal. */
  public Duration hold() {
    return hold;
  }

  @Override
  public String toString() {
    return reason == null ? "allow" : "deny: " + reason;
  }
}
