package dev.sluice.runtime.config.tree;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the name that somebody may have meant. */
public final class Spelling {

  private static final int LONGEST = 64;

  private Spelling() {}

  /** The end of a message about an unknown name; empty if no known one is close. */
  public static String hint(String name, Collection<String> known) {
    String closest = closest(name, known);
    return closest == null ? "" : "; did you mean " + Quote.of(closest) + "?";
  }

  /**
   * The known name that a name is the beginning of, or that is fewest mistakes away, at most a
   * third of its letters; null if there is none.
   */
  static @Nullable String closest(String name, Collection<String> known) {
    String closest = null;
    int least = Math.max(1, Math.min(name.length(), LONGEST) / 3) + 1;
    for (String candidate : known) {
      if (name.length() >= 3 && candidate.startsWith(name)) {
        return candidate;
      }
      int difference = Math.abs(candidate.length() - name.length());
      if (difference < least && name.length() <= LONGEST) {
        int mistakes = mistakes(lower(name), lower(candidate));
        // Few mistype the first letter.
        boolean better = mistakes == least && closest != null && !startsAlike(name, closest);
        if (mistakes < least || (better && startsAlike(name, candidate))) {
          closest = candidate;
          least = mistakes;
        }
      }
    }
    return closest;
  }

  private static boolean startsAlike(String a, String b) {
    return !a.isEmpty() && !b.isEmpty() && a.charAt(0) == b.charAt(0);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
  private static int mistakes(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + change);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      beforeLast = last;
      last = row;
    }
    return last[b.length()];
  }
}
