package io.kubeless.packaging.observe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metrics of a function.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Text format 0.0.4</a>
 */
final class Exposition {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? ([^ ]+)(?: \\d+)?");
  private static final Pattern BOUND = Pattern.compile("(?:^|,)le=\"([^\"]*)\"");

  /** One sample, with its labels as they were written. */
  private record Sample(String labels, double value) {}

  private final Map<String, List<Sample>> samples = new HashMap<>();

  private Exposition() {}

  static Exposition of(String text) {
    Exposition exposition = new Exposition();
    for (String line : text.lines().toList()) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#") && sample.matches()) {
        String labels = sample.group(2) == null ? "" : sample.group(2);
        number(sample.group(3))
            .ifPresent(
                value ->
                    exposition
                        .samples
                        .computeIfAbsent(sample.group(1), name -> new ArrayList<>())
                        .add(new Sample(labels, value)));
      }
    }
    return exposition;
  }

  private static Optional<Double> number(String text) {
    try {
      return Optional.of(Double.valueOf(text.replace("+Inf", "Infinity")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Returns the sum of a metric's samples with any labels; absent if it has none. */
  OptionalDouble sum(String name) {
    List<Sample> all = samples.getOrDefault(name, List.of());
    return all.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(all.stream().mapToDouble(Sample::value).sum());
  }

  /** Returns the mean of a histogram; absent if nothing was observed. */
  OptionalDouble mean(String name) {
    OptionalDouble count = sum(name + "_count");
    OptionalDouble total = sum(name + "_sum");
    return count.isPresent() && count.getAsDouble() > 0 && total.isPresent()
        ? OptionalDouble.of(total.getAsDouble() / count.getAsDouble())
        : OptionalDouble.empty();
  }

  /**
   * Returns a quantile of a histogram, interpolated in its bucket as Prometheus does; absent if
   * nothing was observed. A value beyond the last bound is reported as the last bound.
   *
   * @see <a
   *     href="https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile">
   *     histogram_quantile</a>
   */
  OptionalDouble quantile(String name, double quantile) {
    SortedMap<Double, Double> buckets = buckets(name);
    double all = buckets.values().stream().mapToDouble(count -> count).max().orElse(0);
    if (all == 0) {
      return OptionalDouble.empty();
    }
    double rank = quantile * all;
    double lower = 0;
    double below = 0;
    for (Map.Entry<Double, Double> bucket : buckets.entrySet()) {
      double count = bucket.getValue();
      if (bucket.getKey().isInfinite()) {
        return OptionalDouble.of(lower);
      }
      if (count >= rank) {
        double share = count == below ? 1 : (rank - below) / (count - below);
        return OptionalDouble.of(lower + (bucket.getKey() - lower) * share);
      }
      lower = bucket.getKey();
      below = count;
    }
    return OptionalDouble.of(lower);
  }

  /** Returns the cumulative numbers of observations by upper bound, of all labels together. */
  private SortedMap<Double, Double> buckets(String name) {
    SortedMap<Double, Double> buckets = new TreeMap<>();
    for (Sample each : samples.getOrDefault(name + "_bucket", List.of())) {
      Matcher bound = BOUND.matcher(each.labels());
      if (bound.find()) {
        number(bound.group(1)).ifPresent(le -> buckets.merge(le, each.value(), Double::sum));
      }
    }
    return buckets;
  }
}
