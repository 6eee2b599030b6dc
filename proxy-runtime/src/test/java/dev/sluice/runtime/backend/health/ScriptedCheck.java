package dev.sluice.runtime.backend.health;

import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.session.Server;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A check that answers as a test says, and keeps when it was asked. */
final class ScriptedCheck implements Check {

  private final ManualLane lane;
  final List<Long> asked = new ArrayList<>();
  final List<Promise<CheckResult>> open = new ArrayList<>();

  /** What it answers; null to leave the question open. */
  @Nullable Future<CheckResult> answer = Future.succeededFuture(CheckResult.of("fine"));

  /** What it throws. */
  @Nullable Error fault;

  ScriptedCheck(ManualLane lane) {
    this.lane = lane;
  }

  void passes() {
    answer = Future.succeededFuture(CheckResult.of("fine"));
  }

  void fails() {
    answer = Future.failedFuture("not\n fine");
  }

  void isSilent() {
    answer = null;
  }

  @Override
  public Future<CheckResult> probe(Server server, Duration timeout) {
    asked.add(lane.tenths());
    Error thrown = fault;
    if (thrown != null) {
      throw thrown;
    }
    Future<CheckResult> now = answer;
    if (now != null) {
      return now;
    }
    Promise<CheckResult> later = Promise.promise();
    open.add(later);
    return later.future();
  }
}
