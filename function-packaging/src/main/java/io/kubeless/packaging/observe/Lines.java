package io.kubeless.packaging.observe;

import io.kubeless.packaging.log.Style;

/** Lines with a label in a first column, as the other goals print them. */
final class Lines {
  private static final int WIDTH = 10;

  private final Style style;
  private final StringBuilder text = new StringBuilder();

  Lines(Style style) {
    this.style = style;
  }

  /** Adds a line; further lines of the value are indented. */
  void add(String label, String value) {
    text.append(style.faint(label)).append(" ".repeat(WIDTH - label.length()));
    text.append(value.replace("\n", "\n" + " ".repeat(WIDTH))).append('\n');
  }

  String text() {
    return text.toString().stripTrailing();
  }
}
