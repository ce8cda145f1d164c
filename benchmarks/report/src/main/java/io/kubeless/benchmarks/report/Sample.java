package io.kubeless.benchmarks.report;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The values of one subject under one condition, or the ratios of two such.
 *
 * @param byRound the median of each round, by its number
 */
record Sample(Map<Integer, Double> byRound) {
  Sample {
    byRound = new TreeMap<>(byRound);
    if (byRound.isEmpty()) {
      throw new IllegalArgumentException("no measurement");
    }
  }

  static Sample of(Collection<Measurement> measurements) {
    Map<Integer, Double> byRound = new TreeMap<>();
    for (int round : measurements.stream().map(Measurement::round).distinct().toList()) {
      byRound.put(
          round,
          median(
              measurements.stream()
                  .filter(each -> each.round() == round)
                  .map(Measurement::value)
                  .toList()));
    }
    return new Sample(byRound);
  }

  /** Returns the ratios of this to another sample, in those rounds that both have. */
  Sample over(Sample other) {
    Map<Integer, Double> ratios = new TreeMap<>();
    byRound.forEach(
        (round, value) -> {
          Double divisor = other.byRound.get(round);
          if (divisor != null) {
            ratios.put(round, value / divisor);
          }
        });
    return new Sample(ratios);
  }

  double median() {
    return median(byRound.values());
  }

  double least() {
    return byRound.values().stream().mapToDouble(each -> each).min().orElseThrow();
  }

  double most() {
    return byRound.values().stream().mapToDouble(each -> each).max().orElseThrow();
  }

  /** Returns the median of the rounds, and the least and the most of a round in brackets. */
  String text() {
    if (byRound.size() == 1) {
      return number(median());
    }
    return number(median()) + " (" + number(least()) + "–" + number(most()) + ")";
  }

  /** Returns a number with two or three significant digits. */
  static String number(double value) {
    String format = value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f";
    return String.format(Locale.ROOT, format, value);
  }

  private static double median(Collection<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
