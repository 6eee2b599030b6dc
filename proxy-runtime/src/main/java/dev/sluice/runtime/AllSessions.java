package dev.sluice.runtime;

import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.exchange.LoopHttp;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.session.LoopSessions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sessions of all loops. Its methods may be called from any thread, but {@link #kill}. */
final class AllSessions {

  private static final Logger log = LoggerFactory.getLogger(AllSessions.class);

  private static final long LOOP_SECONDS = 2;

  private final Map<Loop, LoopSessions> byLoop;

  /** None yet. */
  AllSessions(List<Loop> loops) {
    this.byLoop =
        loops.stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Function.identity(), loop -> new LoopSessions(new LoopHttp(loop))));
  }

  /** Those of one loop, which alone may use them. */
  LoopSessions of(Loop loop) {
    return Objects.requireNonNull(byLoop.get(loop));
  }

  /** Those with a server that went down will be ended. */
  void serverDown(ServerState server) {
    byLoop.forEach((loop, its) -> loop.execute(() -> its.serverDown(server)));
  }

  /** Each will be ended, as soon as nothing is under way in it. */
  void drain() {
    byLoop.forEach((loop, its) -> loop.execute(its::drain));
  }

  /**
   * Ends each in order, with its line in the log, before the loops end. Waits for that, but not for
   * ever; so it is not called on a loop.
   *
   * @param any whether there are sessions still
   */
  void kill(BooleanSupplier any) {
    boolean answered = true;
    for (Map.Entry<Loop, LoopSessions> each : byLoop.entrySet()) {
      answered &= onLoop(each.getKey(), each.getValue()::kill);
    }
    // A connection tells that it is closed in a later turn of its loop.
    for (int turns = 0; answered && turns < 100 && any.getAsBoolean(); turns++) {
      for (Loop loop : byLoop.keySet()) {
        answered &= onLoop(loop, () -> {});
      }
    }
  }

  /** Runs work on a loop and waits for it; false if the loop is stuck. */
  private static boolean onLoop(Loop loop, Runnable work) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    try {
      loop.execute(() -> {
        try {
          Step.run("ending sessions", work);
        } finally {
          done.complete(null);
        }
      });
      done.get(LOOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException | ExecutionException | RejectedExecutionException e) {
      log.warn("an event loop does not answer, going on: {}", e.toString());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
