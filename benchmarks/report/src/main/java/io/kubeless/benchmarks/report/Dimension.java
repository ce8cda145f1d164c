package io.kubeless.benchmarks.report;

import java.util.Locale;

/** By what measurements differ within a round. */
enum Dimension {
  SUBJECT,
  CONDITION,
  MEASURE;

  /** Returns the name in a marker, such as {@code subject}. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Dimension of(String key) {
    return valueOf(key.toUpperCase(Locale.ROOT));
  }
}
