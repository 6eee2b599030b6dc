package dev.sluice.runtime.backend;

import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.ManualTime;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.TimerWheel;
import io.vertx.core.Context;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A loop that turns when it is told to, and whose time stands still until it is moved. */
final class ManualLoop implements Loop {

  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);
  private final Deque<Runnable> actions = new ArrayDeque<>();
  private Runnable woken = () -> {};

  /** Does something whenever the loop is given something to do, just before it has it. */
  void whenWoken(Runnable action) {
    woken = action;
  }

  /** Runs what is to be run now. */
  void run() {
    while (!actions.isEmpty()) {
      actions.remove().run();
    }
  }

  /** Moves its time on, by which timers may come due. */
  void advance(Duration duration) {
    run();
    time.advance(wheel, duration.toNanos());
    run();
  }

  @Override
  public void execute(Runnable action) {
    woken.run();
    actions.add(action);
  }

  @Override
  public Timer timer(Runnable action) {
    return wheel.timer(action);
  }

  @Override
  public long nanoTime() {
    return time.nanoTime();
  }

  @Override
  public boolean inLoop() {
    return true;
  }

  @Override
  public Dial dial(SocketAddress address, DialHandler handler) {
    throw new AssertionError("nobody dials");
  }

  @Override
  public Context context() {
    throw new AssertionError("nobody asks");
  }
}
