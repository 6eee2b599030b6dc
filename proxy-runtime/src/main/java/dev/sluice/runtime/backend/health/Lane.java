package dev.sluice.runtime.backend.health;

import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;

/** An event loop as checks use it: what runs there, runs in the loop's Vert.x context. */
interface Lane {

  /** Makes a timer, which is started on this lane. */
  Timer timer(Runnable action);

  /** The time in nanoseconds; only differences mean something. */
  long nanoTime();

  /** Runs an action here, soon; callable from any thread. */
  void execute(Runnable action);

  /** That of a loop. */
  static Lane of(Loop loop) {
    return new Lane() {
      @Override
      public Timer timer(Runnable action) {
        return loop.timer(action);
      }

      @Override
      public long nanoTime() {
        return loop.nanoTime();
      }

      @Override
      public void execute(Runnable action) {
        loop.context().runOnContext(context -> action.run());
      }
    };
  }
}
