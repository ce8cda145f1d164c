package io.kubeless.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/** Renders results as a table in Markdown. */
final class Table {
  private Table() {}

  static List<String> render(View view) {
    List<String> lines = new ArrayList<>();
    String columns =
        String.join(
            " | ",
            view.columnValues().stream().map(each -> view.title(view.columns(), each)).toList());
    String corner = view.rows() == Dimension.MEASURE ? "" : view.title();
    lines.add("| " + corner + " | " + columns + " |");
    lines.add("| --- |" + " --- |".repeat(view.columnValues().size()));
    for (String row : view.rowValues()) {
      StringBuilder line = new StringBuilder("| ");
      line.append(view.title(view.rows(), row)).append(" |");
      for (String column : view.columnValues()) {
        line.append(' ').append(cell(view, row, column)).append(" |");
      }
      lines.add(line.toString());
    }
    lines.add("");
    lines.add(caption(view));
    return lines;
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
    int rounds = view.rounds();
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
