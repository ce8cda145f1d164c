package io.kubeless.packaging.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that the user probably meant. */
public final class Nearest {
  private Nearest() {}

  /**
   * Returns the candidate with the fewest edits: at most two, or a third of the length of a longer
   * name.
   */
  public static Optional<String> of(String name, Collection<String> candidates) {
    int most = Math.max(2, name.length() / 3);
    return candidates.stream()
        .filter(candidate -> edits(name, candidate) <= most)
        .min(
            Comparator.comparingInt((String candidate) -> edits(name, candidate))
                .thenComparing(candidate -> candidate));
  }

  private static int edits(String left, String right) {
    String a = left.toLowerCase(Locale.ROOT);
    String b = right.toLowerCase(Locale.ROOT);
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
