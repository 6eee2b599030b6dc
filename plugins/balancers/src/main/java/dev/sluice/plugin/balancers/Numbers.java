package dev.sluice.plugin.balancers;

/** Arithmetic that the balancers share. */
final class Numbers {

  private Numbers() {}

  /** The greatest common divisor of two numbers that are not negative. */
  static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }
}
