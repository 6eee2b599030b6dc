package dev.sluice.api;

import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a {@link Filter} decides. */
public final class Verdict {

  private static final Verdict ALLOW = new Verdict(null);

  /** An answer at once: the session may go on. */
  public static final Future<Verdict> ALLOWED = Future.succeededFuture(ALLOW);

  private final @Nullable String reason;

  private Verdict(@Nullable String reason) {
    this.reason = reason;
  }

  /** The session may go on. */
  public static Verdict allow() {
    return ALLOW;
  }

  /**
   * The session is refused.
   *
   * @param reason why, in a few words for the log, without anything the client sent
   */
  public static Verdict deny(String reason) {
    return new Verdict(Objects.requireNonNull(reason, "reason"));
  }

  /** Whether the session may go on. */
  public boolean allowed() {
    return reason == null;
  }

  /** Why the session is refused; null if it is not. */
  public @Nullable String reason() {
    return reason;
  }

  @Override
  public String toString() {
    return reason == null ? "allow" : "deny: " + reason;
  }
}
