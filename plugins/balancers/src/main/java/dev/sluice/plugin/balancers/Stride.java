package dev.sluice.plugin.balancers;

/**
 * Finds the step with which to go round a circle of points, so that every point is met once and the
 * visits to any stretch of it are spread. How well a step spreads is told by its continued fraction
 * (the three-gap theorem): the smaller the largest quotient of Euclid's algorithm, the better. The
 * golden section has ones alone, so the search is near it.
 */
final class Stride {

  private static final double GOLDEN = 0.618034;
  private static final int REACH = 64;

  /** Good enough to stop searching. */
  private static final int GOOD = 3;

  private Stride() {}

  /**
   * A step that is coprime to the number of points. With it the visits to a stretch are never
   * farther apart than three times their average distance, rounded up.
   */
  static int of(int points) {
    int golden = (int) Math.round(points * GOLDEN);
    int best = 1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i <= 2 * REACH && least > GOOD; i++) {
      int step = golden + (i % 2 == 0 ? -i / 2 : i / 2 + 1);
      int largest = step > 0 && step < points ? largestQuotient(points, step) : Integer.MAX_VALUE;
      if (largest < least) {
        best = step;
        least = largest;
      }
    }
    return best;
  }

  /** The largest quotient of Euclid's algorithm; the greatest integer if there is a divisor. */
  private static int largestQuotient(int points, int step) {
    int a = points;
    int b = step;
    int largest = 0;
    while (b > 0) {
      largest = Math.max(largest, a / b);
      int rest = a % b;
      a = b;
      b = rest;
    }
    return a == 1 ? largest : Integer.MAX_VALUE;
  }
}
