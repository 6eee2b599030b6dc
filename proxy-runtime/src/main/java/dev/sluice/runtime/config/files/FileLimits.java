package dev.sluice.runtime.config.files;

/**
 * How much the files of lines of one configuration may hold, all together: what fits the heap while
 * an old and a new generation are both there.
 *
 * @param lines how many lines that are neither blank nor comments
 * @param mebibytes how large they may be
 */
record FileLimits(int lines, int mebibytes) {

  /** A name or network of a generation takes up to 80 bytes for good, and 200 while it is read. */
  private static final FileLimits EACH = new FileLimits(500_000, 24);

  private static final int EACH_MEBIBYTES = 256;

  private static final int LARGEST = 16;

  /** The limits in a heap of this size, which is a little less than what {@code -Xmx} says. */
  static FileLimits of(long heap) {
    long each = Math.round((double) (heap >> 20) / EACH_MEBIBYTES);
    int times = Math.clamp(each, 1, LARGEST);
    return new FileLimits(EACH.lines * times, EACH.mebibytes * times);
  }

  /** How many bytes the files may have. */
  long bytes() {
    return (long) mebibytes << 20;
  }
}
