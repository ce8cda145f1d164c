package io.kubeless.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A comment of a document which states what is shown between it and {@code <!-- end -->}, such as
 * {@code <!-- table: start; rows=subject; columns=condition; measure=start to first 200 -->}.
 *
 * @param kind {@code table} or {@code plot}
 * @param file name of the file of results, without its extension
 * @param options the other parts, by their names; several values are separated by bars
 */
record Marker(String kind, String file, Map<String, String> options) {
  private static final Pattern FORM = Pattern.compile("<!-- (table|plot): (.*?) -->");
  static final String END = "<!-- end -->";

  Marker {
    options = new LinkedHashMap<>(options);
  }

  static boolean matches(String line) {
    return FORM.matcher(line).matches();
  }

  static Marker parse(String line) {
    Matcher matcher = FORM.matcher(line);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a marker: " + line);
    }
    String[] parts = matcher.group(2).split(";", -1);
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 1; i < parts.length; i++) {
      String[] option = parts[i].strip().split("=", 2);
      if (option.length != 2) {
        throw new IllegalArgumentException("not name=value: " + parts[i].strip());
      }
      options.put(option[0], option[1]);
    }
    return new Marker(matcher.group(1), parts[0].strip(), options);
  }

  String option(String name, String otherwise) {
    return options.getOrDefault(name, otherwise);
  }

  /**
   * Returns the values of a dimension that are shown, in their order.
   *
   * @throws IllegalArgumentException if the results do not contain one that the marker names
   */
  List<String> values(Dimension dimension, Results results) {
    List<String> all = results.values(dimension);
    String named = options.get(dimension.key());
    if (named == null) {
      return all;
    }
    List<String> values = List.of(named.split("\\|", -1));
    for (String value : values) {
      if (!all.contains(value)) {
        throw new IllegalArgumentException(
            "no %s '%s' in %s.csv, but %s".formatted(dimension.key(), value, file, all));
      }
    }
    return values;
  }
}
