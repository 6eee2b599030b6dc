package dev.sluice.plugin.accesslogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LogWriterTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Page page = new Page();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private final AtomicLong clock = new AtomicLong();

  private LogWriter writer(long capacity) {
    return new LogWriter("x", page, capacity, new Losses("x", warnings::add, clock::get));
  }

  @Test
  void line_isWrittenWithoutWaitingForMore() {
    LogWriter writer = writer(1000);

    for (int i = 0; i < 5; i++) {
      int lines = i + 1;
      writer.write("line " + i);
      await().until(() -> page.lines().size() == lines);
    }

    assertThat(page.lines()).containsExactly("line 0", "line 1", "line 2", "line 3", "line 4");
    assertThat(writer.close(PATIENCE)).isTrue();
    assertThat(page.closed).isTrue();
    assertThat(warnings).isEmpty();
  }

  @Test
  void linesOfManyThreads_areAllWrittenEachThreadsInOrder() throws InterruptedException {
    LogWriter writer = writer(Long.MAX_VALUE);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      int number = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  writer.write(number + " " + i);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(writer.close(PATIENCE)).isTrue();

    List<String> lines = page.lines();
    assertThat(lines).hasSize(160_000);
    for (int t = 0; t < 8; t++) {
      String prefix = t + " ";
      assertThat(lines.stream().filter(line -> line.startsWith(prefix)).toList())
          .isEqualTo(IntStream.range(0, 20_000).mapToObj(i -> prefix + i).toList());
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void fullQueue_dropsAndCountsAndTellsOnceAMinute() throws InterruptedException {
    page.hold();
    LogWriter writer = writer(60);
    writer.write("first");
    page.awaitHeld();
    for (int i = 0; i < 10; i++) {
      writer.write("0123456789-" + i); // 14 with the line end: four fit
    }
    page.goOn();
    await().until(() -> page.lines().size() == 5);
    await().until(() -> !warnings.isEmpty());

    assertThat(page.lines().subList(1, 5))
        .containsExactly("0123456789-0", "0123456789-1", "0123456789-2", "0123456789-3");
    assertThat(warnings).containsExactly("access log 'x': 6 lines dropped: queue full");

    writer.write("x".repeat(61));
    writer.write("next");
    await().until(() -> page.lines().size() == 6);
    assertThat(warnings).hasSize(1);
    clock.addAndGet(Duration.ofSeconds(61).toNanos());
    writer.write("after a minute");
    await().until(() -> warnings.size() == 2);
    assertThat(warnings.getLast()).isEqualTo("access log 'x': 1 lines dropped: queue full");
    assertThat(writer.close(PATIENCE)).isTrue();
  }

  @Test
  void targetThatFails_losesItsLinesAndRecovers() {
    page.failure = new IOException("No space left on device");
    LogWriter writer = writer(1000);
    writer.write("lost");
    await().until(() -> !warnings.isEmpty());
    page.failure = null;
    writer.write("kept");
    assertThat(writer.close(PATIENCE)).isTrue();

    assertThat(page.lines()).containsExactly("kept");
    assertThat(warnings)
        .containsExactly(
            "access log 'x': 1 lines lost: java.io.IOException: No space left on device");
  }

  @Test
  void close_writesWhatIsQueuedAndTellsWhatWasLost() throws InterruptedException {
    page.hold();
    LogWriter writer = writer(12);
    writer.write("a");
    page.awaitHeld();
    writer.write("queued");
    writer.write("too long");
    Thread closing = Thread.ofPlatform().start(() -> writer.close(PATIENCE));
    page.goOn();
    closing.join();

    assertThat(page.lines()).containsExactly("a", "queued");
    assertThat(warnings).containsExactly("access log 'x': 1 lines dropped: queue full");
  }

  @Test
  void targetThatHangs_doesNotKeepCloseFromReturning() throws InterruptedException {
    page.hold();
    LogWriter writer = writer(1000);
    writer.write("a");
    page.awaitHeld();

    assertThat(writer.close(Duration.ofMillis(20))).isFalse();

    page.goOn();
    assertThat(writer.close(PATIENCE)).isTrue();
  }

  @Test
  void lineWithControlCharacters_staysOneLine() {
    LogWriter writer = writer(100_000);
    writer.write("a\nb\r\u001b[2J\u0000\u2028\u0085caf\u00e9\ttab");
    writer.write("\ud800");
    writer.write("\u2028".repeat(20_000));
    writer.write("x".repeat(8193));
    assertThat(writer.close(PATIENCE)).isTrue();

    assertThat(page.lines())
        .satisfiesExactly(
            line -> assertThat(line).isEqualTo("a#0Ab#0D#1B[2J#00#E2#80#A8#C2#85caf\u00e9#09tab"),
            line -> assertThat(line).isEqualTo("?"),
            line -> assertThat(line).startsWith("#E2#80#A8#E2").hasSize(8195).endsWith("..."),
            line -> assertThat(line).isEqualTo("x".repeat(8192) + "..."));
  }

  /** A target in memory that can be made to hang or to fail. */
  private static final class Page implements Target {

    private final StringBuilder text = new StringBuilder();
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile CountDownLatch gate = new CountDownLatch(0);
    volatile @Nullable IOException failure;
    volatile boolean closed;

    void hold() {
      gate = new CountDownLatch(1);
    }

    void awaitHeld() throws InterruptedException {
      assertThat(held.await(20, TimeUnit.SECONDS)).isTrue();
    }

    void goOn() {
      gate.countDown();
    }

    synchronized List<String> lines() {
      assertThat(text.isEmpty() || text.charAt(text.length() - 1) == '\n').isTrue();
      return text.isEmpty() ? List.of() : List.of(text.toString().split("\n"));
    }

    @Override
    public void write(ByteBuffer lines) throws IOException {
      held.countDown();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      IOException now = failure;
      if (now != null) {
        throw now;
      }
      synchronized (this) {
        text.append(UTF_8.decode(lines));
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
