package dev.sluice.runtime.backend.health;

import dev.sluice.api.CheckResult;
import dev.sluice.api.session.Server;
import dev.sluice.runtime.fault.FaultLog;
import dev.sluice.runtime.fault.Faults;
import io.vertx.core.Future;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One question to a server. The check may throw, return null, answer never or twice: it is over
 * once, with an outcome or {@link #abandon}ed.
 */
final class Probe {

  private static final FaultLog faults = new FaultLog(LoggerFactory.getLogger(Probe.class));
  private static final int LONGEST = 200;

  private final CheckPlan plan;
  private final AtomicBoolean over = new AtomicBoolean();

  /** Of a plan whose hold was entered; it is left when this is over. */
  Probe(CheckPlan plan) {
    this.plan = plan;
  }

  /** What is asked. */
  CheckPlan plan() {
    return plan;
  }

  /** Nobody waits for the outcome any more; false if it was over before. Thread-safe. */
  boolean abandon() {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    plan.hold().leave();
    return true;
  }

  /**
   * Asks; on the lane.
   *
   * @param outcome is told, on the lane, what was found, or null and why nothing was
   */
  void ask(Lane lane, BiConsumer<@Nullable CheckResult, String> outcome) {
    if (over.get()) {
      return; // The hold is left, so the check may be closed.
    }
    try {
      Server server = new CheckedServer(plan.server(), plan.routedNames());
      Future<CheckResult> answer =
          Objects.requireNonNull(
              plan.check().probe(server, plan.timeout()), "it returned null for a future");
      answer.onComplete(late -> lane.execute(() -> answered(answer, outcome)));
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      failed(e, outcome);
    }
  }

  /** Futures that are not Vert.x's may do anything. */
  private void answered(
      Future<CheckResult> answer, BiConsumer<@Nullable CheckResult, String> outcome) {
    CheckResult result;
    String text;
    try {
      if (answer.succeeded()) {
        result = Objects.requireNonNull(answer.result(), "its result is null");
        text = text(result.detail());
      } else {
        result = null;
        text = reason(answer.cause());
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      failed(e, outcome);
      return;
    }
    tell(result, text, outcome);
  }

  private void failed(Throwable fault, BiConsumer<@Nullable CheckResult, String> outcome) {
    faults.warn(plan.server().state() + ": check " + plan.word() + " failed itself", fault);
    tell(null, text("failed itself: " + Faults.describe(fault)), outcome);
  }

  private void tell(
      @Nullable CheckResult result,
      String text,
      BiConsumer<@Nullable CheckResult, String> outcome) {
    if (abandon()) {
      outcome.accept(result, text);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? null : cause.getMessage();
    return text(message != null ? message : cause == null ? "no reason" : Faults.describe(cause));
  }

  /** Part of it may have come from a server; it stands in one line of the log. */
  private static String text(String detail) {
    String line = detail.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
