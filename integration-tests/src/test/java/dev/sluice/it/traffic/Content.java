package dev.sluice.it.traffic;

import java.util.Arrays;
import java.util.Random;

/**
 * The bytes of bodies: each is a part of one random block, at a place that its request's number
 * gives. Checks a body while it comes in.
 */
final class Content {

  /** No body is larger. */
  static final int MOST = 300_000;

  private static final int PLACES = 1 << 20;
  private static final byte[] BLOCK = new byte[PLACES + MOST];

  static {
    new Random(1).nextBytes(BLOCK);
  }

  private final int place;
  private final int size;
  private final String what;
  private int seen;

  private Content(String what, long number, int size) {
    this.what = what;
    this.place = (int) ((number * 0x9e3779b97f4a7c15L) >>> 44);
    this.size = size;
  }

  static Content ofRequest(Plan plan) {
    return new Content("request ", plan.id() * 2, plan.requestSize());
  }

  static Content ofAnswer(Plan plan) {
    return new Content("answer ", plan.id() * 2 + 1, plan.size());
  }

  byte[] bytes() {
    return Arrays.copyOfRange(BLOCK, place, place + size);
  }

  /** These come next. */
  void check(byte[] bytes, int from, int count) {
    int begin = place + seen;
    if (seen + count > size
        || !Arrays.equals(bytes, from, from + count, BLOCK, begin, begin + count)) {
      throw new AssertionError(what + "has a body that is not its own, behind byte " + seen);
    }
    seen += count;
  }

  /** All have come. */
  boolean whole() {
    return seen == size;
  }
}
