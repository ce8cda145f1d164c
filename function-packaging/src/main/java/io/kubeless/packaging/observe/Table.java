package io.kubeless.packaging.observe;

import io.kubeless.packaging.log.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of texts, whose columns are as wide as their longest text. */
final class Table {
  private static final int GAP = 3;

  private final Style style;
  private final List<List<String>> rows = new ArrayList<>();

  Table(Style style, String... headings) {
    this.style = style;
    rows.add(List.of(headings));
  }

  /** Adds a row with a text for each column. */
  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  /** Returns the lines without white space at their ends. */
  String text() {
    return rows.stream()
        .map(row -> row == rows.get(0) ? style.faint(line(row)) : line(row))
        .collect(Collectors.joining("\n"));
  }

  private String line(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String text = style.printable(row.get(i));
      line.append(text).append(" ".repeat(width(i) - text.length() + GAP));
    }
    return line.toString().stripTrailing();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> style.printable(row.get(column)).length()).max().orElse(0);
  }
}
