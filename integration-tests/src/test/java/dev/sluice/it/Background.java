package dev.sluice.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Work on a thread of its own whose failure is the test's. */
public final class Background {

  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /** What is done. */
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  private Background(Work work) {
    Thread.ofVirtual()
        .name("test-background")
        .start(() -> {
          try {
            work.run();
            done.complete(null);
          } catch (Exception | AssertionError e) {
            done.completeExceptionally(e);
          }
        });
  }

  /** Starts. */
  public static Background start(Work work) {
    return new Background(work);
  }

  /** Waits for the end. */
  public void join() {
    try {
      done.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new AssertionError("failed in the background", e.getCause());
    } catch (Exception e) {
      throw new AssertionError("the work in the background has not ended", e);
    }
  }
}
