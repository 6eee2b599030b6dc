package dev.sluice.it.traffic;

import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Many clients at a time, until so many requests have got their whole answer. */
final class Traffic {

  /** How long none of the clients may get an answer. */
  private static final Duration STILL = Duration.ofSeconds(20);

  private final long seed;
  private final long count;
  private final Faults faults;
  private final AtomicLong ids = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong unlucky = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private final Set<PlannedClient> clients = ConcurrentHashMap.newKeySet();

  Traffic(long seed, long count, Faults faults) {
    this.seed = seed;
    this.count = count;
    this.faults = faults;
  }

  /** Runs it; fails if anything was not as planned. */
  void run(int port, int concurrency) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(concurrency);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < concurrency; i++) {
      SplittableRandom own = random.split();
      Thread.ofVirtual()
          .name("planned-client")
          .start(() -> {
            talk(port, own);
            running.countDown();
          });
    }
    long before = -1;
    while (!running.await(STILL.toMillis(), TimeUnit.MILLISECONDS)) {
      long now = answered.get();
      if (now == before) {
        clients.forEach(client -> faults.add("stuck: " + client.state(), null));
        break;
      }
      before = now;
    }
    faults.check();
  }

  private void talk(int port, SplittableRandom random) {
    while (goesOn()) {
      PlannedClient client = null;
      try {
        client = new PlannedClient(this, Wire.connect(port), random);
        clients.add(client);
        connections.incrementAndGet();
        client.talk();
      } catch (IOException e) {
        faults.add("connecting", e);
      } finally {
        if (client != null) {
          clients.remove(client);
        }
      }
    }
  }

  boolean goesOn() {
    return answered.get() < count && faults.none();
  }

  Plan next() {
    return Plan.of(seed, ids.incrementAndGet());
  }

  Faults faults() {
    return faults;
  }

  void answered() {
    answered.incrementAndGet();
  }

  void cut() {
    cut.incrementAndGet();
  }

  /** The proxy has answered itself; {@code whole}: where a server would have answered. */
  void refused(boolean whole) {
    (whole ? unlucky : refused).incrementAndGet();
  }

  /** How many requests were given up because their connection ended just when they were sent. */
  long unlucky() {
    return unlucky.get();
  }

  @Override
  public String toString() {
    return "seed %d: %d answers on %d connections, %d cut, %d times 502, %d of them unlucky"
        .formatted(
            seed, answered.get(), connections.get(), cut.get(), refused.get(), unlucky.get());
  }
}
