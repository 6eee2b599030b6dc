package dev.sluice.plugin.rate;

import java.util.concurrent.atomic.LongAdder;

/** What a filter has decided since it first stood in its place. Thread-safe. */
public final class Counts {

  private final LongAdder allowed = new LongAdder();
  private final LongAdder denied = new LongAdder();
  private final LongAdder tarpitted = new LongAdder();
  private final LongAdder dryRun = new LongAdder();
  private final LongAdder uncounted = new LongAdder();

  Counts() {}

  /** What was within its limits. */
  public long allowed() {
    return allowed.sum();
  }

  /** What was refused at once. */
  public long denied() {
    return denied.sum();
  }

  /** What was to be refused after a while. */
  public long tarpitted() {
    return tarpitted.sum();
  }

  /** What would have been refused if it were not for {@code dry-run}. */
  public long dryRun() {
    return dryRun.sum();
  }

  /** What was let through because the table was full. */
  public long uncounted() {
    return uncounted.sum();
  }

  void allow() {
    allowed.increment();
  }

  void deny() {
    denied.increment();
  }

  void tarpit() {
    tarpitted.increment();
  }

  void dryRunOnly() {
    dryRun.increment();
  }

  void letThrough() {
    uncounted.increment();
  }
}
