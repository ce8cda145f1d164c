package io.kubeless.benchmarks.report;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of some results that a marker selects.
 *
 * @param rows the dimension of the rows
 * @param columns the dimension of the columns; the third dimension has one value
 */
record View(Marker marker, Results results, Dimension rows, Dimension columns) {
  static View of(Marker marker, Results results) {
    Dimension rows = Dimension.of(marker.option("rows", "subject"));
    Dimension columns = Dimension.of(marker.option("columns", "condition"));
    if (rows == columns) {
      throw new IllegalArgumentException("rows and columns are the same: " + marker);
    }
    return new View(marker, results, rows, columns);
  }

  /** Returns the rows of which something was measured. */
  List<String> rowValues() {
    return marker.values(rows, results).stream()
        .filter(
            row ->
                marker.values(columns, results).stream()
                    .anyMatch(column -> sample(row, column).isPresent()))
        .toList();
  }

  /** Returns the columns of which something was measured. */
  List<String> columnValues() {
    return marker.values(columns, results).stream()
        .filter(
            column ->
                marker.values(rows, results).stream()
                    .anyMatch(row -> sample(row, column).isPresent()))
        .toList();
  }

  /** Returns the number of rounds of the cell with the most. */
  int rounds() {
    return rowValues().stream()
        .flatMap(row -> columnValues().stream().flatMap(column -> sample(row, column).stream()))
        .mapToInt(sample -> sample.byRound().size())
        .max()
        .orElse(0);
  }

  /** Returns the only value of the dimension that is neither in rows nor in columns. */
  String rest() {
    List<String> values = marker.values(restDimension(), results);
    if (values.size() != 1) {
      throw new IllegalArgumentException(
          "select one %s of %s: %s".formatted(restDimension().key(), values, marker));
    }
    return values.get(0);
  }

  private Dimension restDimension() {
    for (Dimension dimension : Dimension.values()) {
      if (dimension != rows && dimension != columns) {
        return dimension;
      }
    }
    throw new IllegalStateException("three dimensions");
  }

  /** Returns the values of a cell, or nothing if there was no such measurement. */
  Optional<Sample> sample(String row, String column) {
    return sample(position(row, column));
  }

  /** Returns the ratios of the subject named by {@code ours} to that of a cell. */
  Optional<Sample> ratio(String row, String column) {
    Map<Dimension, String> theirs = position(row, column);
    String ours = marker.option("ours", "");
    if (ours.isEmpty() || ours.equals(theirs.get(Dimension.SUBJECT))) {
      return Optional.empty();
    }
    if (!results.values(Dimension.SUBJECT).contains(ours)) {
      throw new IllegalArgumentException(
          "no subject '%s' in %s.csv".formatted(ours, marker.file()));
    }
    Map<Dimension, String> own = new EnumMap<>(theirs);
    own.put(Dimension.SUBJECT, ours);
    return sample(own).flatMap(sample -> sample(theirs).map(sample::over));
  }

  /**
   * Returns the only value of the dimension that is neither in rows nor in columns, with its unit.
   */
  String title() {
    return title(restDimension(), rest());
  }

  /** Returns a value of a dimension; a measure with its unit. */
  String title(Dimension dimension, String value) {
    String unit =
        results.measurements().stream()
            .filter(each -> dimension == Dimension.MEASURE && each.measure().equals(value))
            .map(Measurement::unit)
            .findFirst()
            .orElse("");
    return unit.isEmpty() ? value : value + " [" + unit + "]";
  }

  private Map<Dimension, String> position(String row, String column) {
    return new EnumMap<>(Map.of(rows, row, columns, column, restDimension(), rest()));
  }

  private Optional<Sample> sample(Map<Dimension, String> position) {
    List<Measurement> found =
        results.measurements().stream()
            .filter(
                each ->
                    position.entrySet().stream()
                        .allMatch(entry -> each.get(entry.getKey()).equals(entry.getValue())))
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(Sample.of(found));
  }
}
