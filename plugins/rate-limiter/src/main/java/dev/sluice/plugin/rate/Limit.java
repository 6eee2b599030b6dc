package dev.sluice.plugin.rate;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.BucketState;
import io.github.bucket4j.BucketState64BitsInteger;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one key may have. A bucket is worth its time of refill and its tokens, and is made from them
 * when it is looked at: a million objects of Bucket4j would be three times as large as the table.
 *
 * @param bucket how many tokens a bucket holds and how fast it fills; null without a rate
 * @param burst how many tokens it holds; 0 without a rate
 * @param sessions how many sessions at a time
 * @param keys how many keys are kept
 * @param number the larger, the later it was made
 */
record Limit(@Nullable BucketConfiguration bucket, int burst, int sessions, int keys, long number) {

  /** No limit of sessions. */
  static final int ANY = Integer.MAX_VALUE;

  /** That of a filter older than all others. */
  static final Limit OLDEST = new Limit(null, 0, ANY, 1, 0);

  private static final AtomicLong numbers = new AtomicLong();

  /** A limit; a bucket holds as many tokens as the burst, and is full at first. */
  static Limit of(@Nullable Rate rate, int burst, int sessions, int keys) {
    long number = numbers.incrementAndGet();
    if (rate == null) {
      return new Limit(null, 0, sessions, keys, number);
    }
    Bandwidth bandwidth =
        Bandwidth.builder().capacity(burst).refillGreedy(rate.tokens(), rate.period()).build();
    return new Limit(new BucketConfiguration(List.of(bandwidth)), burst, sessions, keys, number);
  }

  /** How many tokens a key has that comes: without a rate as many as any later one may give. */
  int first() {
    return bucket == null ? Integer.MAX_VALUE : burst;
  }

  /** A bucket as it is now that had so many tokens at a time; null without a rate. */
  @Nullable BucketState bucket(long then, int tokens, long now) {
    BucketConfiguration configuration = bucket;
    if (configuration == null) {
      return null;
    }
    BucketState state = new BucketState64BitsInteger(configuration, then);
    // Another burst may have held when they were counted.
    state.consume(burst - Math.min(tokens, burst));
    state.refillAllBandwidth(now);
    return state;
  }

  /** When a bucket, looked at now or before, had exactly its tokens. */
  static long since(BucketState state, long looked) {
    Bandwidth bandwidth = state.getConfiguration().getBandwidths()[0];
    return looked - state.getRoundingError(0) / bandwidth.getRefillTokens();
  }
}
