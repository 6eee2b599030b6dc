package dev.sluice.plugin.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.CheckResult;
import dev.sluice.plugin.health.Prober;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.RecordingContext;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbingTest {

  private static final int SENT = 60_000;

  /** Listens only once something is done that takes until the server has sent much, or closed. */
  private static final class BusyTalk implements Talk {
    private final CountDownLatch sent;
    private @Nullable Probing probing;
    private boolean busy;
    private boolean disturbed;
    private int received;

    BusyTalk(CountDownLatch sent) {
      this.sent = sent;
    }

    @Override
    public void connected(Probing connected) {
      probing = connected;
      busy = true;
      connected.beside(() -> sent.await(15, TimeUnit.SECONDS), this::next);
    }

    /** And once more, from what comes behind it. */
    private void next(boolean done) {
      Probing current = probing;
      if (current != null) {
        current.beside(() -> done, again -> busy = false);
      }
    }

    @Override
    public void received(Buffer bytes) {
      disturbed |= busy;
      received += bytes.length();
    }

    @Override
    public void ended() {
      disturbed |= busy;
      Probing current = probing;
      if (current != null) {
        current.pass(CheckResult.of(received + (disturbed ? " disturbed" : "")));
      }
    }

    @Override
    public String awaited() {
      return "end";
    }
  }

  // What a server sent while its handshake was computed had been piled up without a bound.
  @Test
  void nothingIsHeard_whileSomethingRunsBeside_andAllOfItBehind() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    try (FakeServer server =
            FakeServer.start(client -> {
              client.send(new byte[SENT]);
              client.finish();
              sent.countDown();
              client.receiveAll();
            });
        RecordingContext context = new RecordingContext();
        Clients clients = new Clients(context.vertx())) {
      CompletableFuture<CheckResult> result = new CompletableFuture<>();
      context
          .vertx()
          .getOrCreateContext()
          .runOnContext(start ->
              Probing.start(
                      clients, Prober.target(server), Duration.ofSeconds(15), new BusyTalk(sent))
                  .onComplete(result::complete, result::completeExceptionally));
      assertThat(result.get(30, TimeUnit.SECONDS).detail()).isEqualTo(Integer.toString(SENT));
    }
  }
}
