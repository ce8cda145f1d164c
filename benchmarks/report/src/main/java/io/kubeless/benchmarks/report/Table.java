package io.kubeless.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Renders results as a table in Markdown. */
final class Table {
  private Table() {}

  static List<String> render(View view) {
    List<String> lines = new ArrayList<>();
    boolean measures = view.rows() == Dimension.MEASURE;
    String corner = measures ? "" : withUnit(view.rest(), view.unit(""));
    lines.add("| " + corner + " | " + String.join(" | ", view.columnValues()) + " |");
    lines.add("| --- |" + " --- |".repeat(view.columnValues().size()));
    for (String row : view.rowValues()) {
      StringBuilder line = new StringBuilder("| ");
      line.append(measures ? withUnit(row, view.unit(row)) : row).append(" |");
      for (String column : view.columnValues()) {
        line.append(' ').append(cell(view, row, column)).append(" |");
      }
      lines.add(line.toString());
    }
    lines.add("");
    lines.add(caption(view));
    return lines;
  }

  private static String withUnit(String measure, String unit) {
    return unit.isEmpty() ? measure : measure + " [" + unit + "]";
  }

  private static String cell(View view, String row, String column) {
    return view.sample(row, column)
        .map(
            sample ->
                view.ratio(row, column)
                    .map(ratio -> Sample.number(sample.median()) + " · " + ratio.text())
                    .orElseGet(
                        () ->
                            view.marker().option("ours", "").isEmpty()
                                ? sample.text()
                                : Sample.number(sample.median())))
        .orElse("–");
  }

  private static String caption(View view) {
    String ours = view.marker().option("ours", "");
    int rounds = view.results().rounds();
    String brackets = rounds == 1 ? "" : ", with its lowest and highest value of a round";
    String ratio =
        ours.isEmpty() ? brackets : ". After the dot: the ratio of " + ours + " to it" + brackets;
    return "%s%s. %s, %s; [raw results](../benchmarks/results/%s.csv)."
        .formatted(
            rounds == 1 ? "One round" : "Median of " + rounds + " rounds",
            ratio,
            view.results().comments().getOrDefault("date", "undated"),
            view.results().comments().getOrDefault("machine", "unknown machine"),
            view.marker().file());
  }
}
