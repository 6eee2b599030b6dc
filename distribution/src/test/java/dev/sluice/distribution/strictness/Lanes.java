package dev.sluice.distribution.strictness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Cases that are played a few at a time. */
final class Lanes {

  private static final int COUNT = 4;

  private Lanes() {}

  /** Plays one case. */
  interface Playing {
    void play(int index) throws Exception;
  }

  /** Plays so many cases, each with all of these; returns when all is done. */
  static void run(int cases, List<? extends Playing> all)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> lanes = new ArrayList<>();
      for (Playing each : all) {
        for (int lane = 0; lane < COUNT; lane++) {
          int first = lane;
          lanes.add(
              threads.submit(() -> {
                for (int i = first; i < cases; i += COUNT) {
                  each.play(i);
                }
                return null;
              }));
        }
      }
      for (Future<?> lane : lanes) {
        lane.get();
      }
    }
  }
}
