package io.kubeless.benchmarks.report;

import java.util.List;

/**
 * A single measurement.
 *
 * @param round number of the round, from 1; the subjects of one round take turns
 * @param subject what was measured, such as a server
 * @param condition under which it was measured, such as a number of CPUs
 * @param measure what was measured of it, such as the time of its start
 * @param unit unit of the value, empty for a number
 * @param value the value
 */
public record Measurement(
    int round, String subject, String condition, String measure, String unit, double value) {
  static final String HEADER = "round,subject,condition,measure,unit,value";

  /**
   * Creates a measurement.
   *
   * @throws IllegalArgumentException if a text contains a character that separates texts in files
   *     of results and in markers
   */
  public Measurement {
    for (String text : List.of(subject, condition, measure, unit)) {
      if (text.matches("(?s).*[,|;\"\n].*")) {
        throw new IllegalArgumentException(
            "contains a comma, semicolon, bar, quote or line break: " + text);
      }
    }
  }

  /** Reads a line of a file of results. */
  static Measurement parse(String line) {
    String[] parts = line.split(",", -1);
    if (parts.length != 6) {
      throw new IllegalArgumentException("not six columns: " + line);
    }
    return new Measurement(
        Integer.parseInt(parts[0]),
        parts[1],
        parts[2],
        parts[3],
        parts[4],
        Double.parseDouble(parts[5]));
  }

  /** Returns the line of a file of results, with the value in thousandths. */
  String line() {
    return String.join(
        ",", "" + round, subject, condition, measure, unit, "" + Math.round(value * 1000) / 1000.0);
  }

  /** Returns the subject, the condition or the measure. */
  String get(Dimension dimension) {
    return switch (dimension) {
      case SUBJECT -> subject;
      case CONDITION -> condition;
      case MEASURE -> measure;
    };
  }
}
