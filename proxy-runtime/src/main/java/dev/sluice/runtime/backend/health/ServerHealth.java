package dev.sluice.runtime.backend.health;

import dev.sluice.api.CheckResult;
import dev.sluice.api.ServedCertificate;
import dev.sluice.runtime.backend.ConnectionErrors;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.net.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of one server: when it is asked, and what comes of the answers. It lives on one lane,
 * from the generation that first has it checked to the last.
 */
final class ServerHealth implements ConnectionErrors.Observer {

  private static final Logger log = LoggerFactory.getLogger(ServerHealth.class);

  /** A check that ends by itself in time can say what it waited for. */
  private static final long GRACE_NANOS = Duration.ofMillis(100).toNanos();

  private final ServerState state;
  private final Siblings siblings;
  private final CertificateWatch certificates;
  private final Lane lane;
  private final Timer timer;
  private final Tally tally;
  private final Ejection ejection;
  private final AtomicBoolean ejecting = new AtomicBoolean();
  private volatile CheckPlan plan;
  private volatile boolean stopped;
  private volatile @Nullable Probe current;

  // Of the lane.
  private long begun;
  private boolean paused;

  /** Nothing happens before {@link #start}. */
  ServerHealth(
      ServerState state,
      CheckPlan plan,
      Siblings siblings,
      CertificateWatch certificates,
      Lane lane) {
    this.state = state;
    this.plan = plan;
    this.siblings = siblings;
    this.certificates = certificates;
    this.lane = lane;
    this.timer = lane.timer(this::due);
    this.tally = new Tally(state.up());
    this.ejection = new Ejection(state, siblings, lane);
  }

  // Of the control thread

  /** Begins to check, after a while. */
  void start(long delayNanos) {
    state.connectionErrors().observer(this);
    lane.execute(() -> {
      if (!stopped) {
        begun = lane.nanoTime() + delayNanos - interval();
        timer.start(delayNanos);
      }
    });
  }

  /**
   * Another generation wants it like this, from the next check on.
   *
   * @param share after which part of the interval that check comes if it would have been due before
   *     now: all servers would be asked at once otherwise, from now on
   */
  void plan(CheckPlan next, double share) {
    plan = next;
    lane.execute(() -> {
      if (stopped || current != null) {
        return;
      }
      long interval = interval();
      long now = lane.nanoTime();
      if (now - begun > interval) {
        begun = now + (long) (share * interval) - interval;
      }
      schedule();
    });
  }

  /**
   * Ends checking.
   *
   * @param counted whether the server is still there, and from now on counts as up
   */
  void stop(boolean counted) {
    state.connectionErrors().observer(null);
    lane.execute(() -> {
      release();
      timer.cancel();
      ejection.end();
      if (counted) {
        state.markUp("it is not checked");
      }
    });
  }

  /** No answer is waited for; at the end of the process, on any thread. */
  void release() {
    stopped = true;
    Probe open = current;
    if (open != null) {
      open.abandon();
    }
  }

  // Of the lane

  private void due() {
    Probe open = current;
    if (open != null) {
      if (open.abandon()) {
        String within = "nothing within " + open.plan().timeout().toMillis() + " ms";
        ended(open, null, within);
      }
      return;
    }
    if (stopped) {
      return;
    }
    begun = lane.nanoTime();
    if (!isChecked()) {
      paused = true;
      timer.start(plan.fastinter().toNanos());
      return;
    }
    if (paused) {
      paused = false;
      tally.forget();
    }
    CheckPlan now = entered();
    if (now == null) {
      // Its successor comes soon, unless a reload failed half-way.
      timer.start(plan.fastinter().toNanos());
    } else {
      ask(now);
    }
  }

  /** Not in maintenance, and not while nobody knows where it is. */
  private boolean isChecked() {
    return state.admin() != ServerState.Admin.MAINT && state.resolved();
  }

  /** The plan in effect, which is entered; null if there is none any more. */
  @SuppressWarnings("ReferenceEquality") // the very object that could not be entered
  private @Nullable CheckPlan entered() {
    CheckPlan now = plan;
    while (!now.hold().enter()) {
      // A reload has just retired it; its successor was put into the field before that.
      CheckPlan next = plan;
      if (next == now) {
        return null;
      }
      now = next;
    }
    return now;
  }

  private void ask(CheckPlan now) {
    Probe probe = new Probe(now);
    current = probe;
    timer.start(now.timeout().toNanos() + GRACE_NANOS);
    // Behind this turn, in the context that extensions expect.
    lane.execute(() -> probe.ask(lane, (result, text) -> ended(probe, result, text)));
  }

  private void ended(Probe probe, @Nullable CheckResult result, String text) {
    current = null;
    timer.cancel();
    if (stopped) {
      return;
    }
    try {
      heed(probe.plan(), result, "check " + probe.plan().word() + ": " + text);
    } finally {
      // Whatever goes wrong with one answer, the next one may be another.
      schedule();
    }
  }

  private void heed(CheckPlan asked, @Nullable CheckResult result, String reason) {
    if (!isChecked()) {
      return;
    }
    state.checks().add(result != null);
    if (result == null) {
      failed(asked, reason);
    } else {
      passed(asked, result, reason);
    }
  }

  private void passed(CheckPlan asked, CheckResult result, String reason) {
    if (tally.passed(asked.rise())) {
      ejection.end();
      state.markUp(reason);
    }
    ServedCertificate certificate = result.certificate();
    if (certificate != null) {
      certificates.served(state, certificate);
    }
  }

  private void failed(CheckPlan asked, String reason) {
    ejection.end();
    if (tally.failed(asked.fall())) {
      state.markDown(reason);
      siblings.down(state);
    } else if (log.isDebugEnabled()) {
      log.debug("{}: {}", state, reason);
    }
  }

  private void schedule() {
    timer.start(Math.max(0, begun + interval() - lane.nanoTime()));
  }

  private long interval() {
    CheckPlan now = plan;
    Duration interval =
        switch (tally.phase()) {
          case UP -> now.inter();
          case DOWN -> now.downinter();
          case UNCERTAIN -> now.fastinter();
        };
    return interval.toNanos();
  }

  // Observation

  @Override
  public void notConnected(int inARow, String reason) {
    CheckConfig.Observation observation = plan.observation();
    if (observation != null
        && inARow >= observation.errorLimit()
        && ejecting.compareAndSet(false, true)) {
      lane.execute(() -> {
        ejecting.set(false);
        eject(observation, inARow, reason);
      });
    }
  }

  private void eject(CheckConfig.Observation observation, int inARow, String reason) {
    if (stopped || !tally.up()) {
      return;
    }
    String why = inARow + " attempts to connect failed in a row: " + reason;
    if (!ejection.begin(observation, why)) {
      return;
    }
    tally.down();
    state.markDown("observed: " + why);
    siblings.down(state);
    if (current == null) {
      timer.start(plan.fastinter().toNanos());
    }
  }
}
