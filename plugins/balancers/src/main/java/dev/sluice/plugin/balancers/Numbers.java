package dev.sluice.plugin.balancers;

/** Arithmetic that the balancers share. */
final class Numbers {

  private static final long FNV_BASIS = 0xcbf2_9ce4_8422_2325L;
  private static final long FNV_PRIME = 0x0000_0100_0000_01b3L;

  private Numbers() {}

  /** The greatest common divisor of two numbers that are not negative. */
  static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** A hash of a text: FNV-1a, mixed. The same in every process and version. */
  static long hash(String text) {
    long hash = FNV_BASIS;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** A hash of the bytes from an index on; see {@link #hash(String)}. */
  static long hash(byte[] bytes, int from) {
    long hash = FNV_BASIS;
    for (int i = from; i < bytes.length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * FNV_PRIME;
    }
    return mix(hash);
  }

  /** Lets every bit change about half of the others: the finaliser of MurmurHash3. */
  static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 33)) * 0xff51_afd7_ed55_8ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ce_b9fe_1a85_ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
