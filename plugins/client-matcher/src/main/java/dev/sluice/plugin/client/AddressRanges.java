package dev.sluice.plugin.client;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ranges of unsigned 128-bit numbers, merged and sorted, so that one binary search finds the only
 * range a number can lie in. Kept in arrays of longs: first and last, each in two halves.
 */
final class AddressRanges {

  private final long[] firstHigh;
  private final long[] firstLow;
  private final long[] lastHigh;
  private final long[] lastLow;

  private AddressRanges(List<Network> merged) {
    firstHigh = merged.stream().mapToLong(network -> high(network.first())).toArray();
    firstLow = merged.stream().mapToLong(network -> network.first().longValue()).toArray();
    lastHigh = merged.stream().mapToLong(network -> high(network.last())).toArray();
    lastLow = merged.stream().mapToLong(network -> network.last().longValue()).toArray();
  }

  private static long high(BigInteger number) {
    return number.shiftRight(64).longValue();
  }

  /** The ranges of networks of one family. */
  static AddressRanges of(List<Network> networks) {
    List<Network> merged = new ArrayList<>();
    networks.stream()
        .sorted(Comparator.comparing(Network::first))
        .forEach(network -> add(merged, network));
    return new AddressRanges(merged);
  }

  /** Two networks are apart, or one lies in the other, which then begins first or is as long. */
  private static void add(List<Network> merged, Network network) {
    Network before = merged.isEmpty() ? null : merged.getLast();
    if (before == null || before.last().compareTo(network.first()) < 0) {
      merged.add(network);
    } else if (before.last().compareTo(network.last()) < 0) {
      merged.set(merged.size() - 1, new Network(before.ipv4(), before.first(), network.last()));
    }
  }

  /** Whether a number lies in one of the ranges. */
  boolean contains(long high, long low) {
    int from = 0;
    int to = firstHigh.length - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      if (isLess(high, low, firstHigh[middle], firstLow[middle])) {
        to = middle - 1;
      } else if (isLess(lastHigh[middle], lastLow[middle], high, low)) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isLess(long highA, long lowA, long highB, long lowB) {
    return highA == highB
        ? Long.compareUnsigned(lowA, lowB) < 0
        : Long.compareUnsigned(highA, highB) < 0;
  }
}
