package io.kubeless.benchmarks.report;

import java.util.Locale;

/**
 * Renders results as an SVG picture: a group of horizontal bars for each column, and in it a bar
 * for each row with its median and a line from the lowest to the highest round. The colours follow
 * the reader's light or dark mode.
 */
final class Plot {
  private static final int LEFT = 300;
  private static final int BARS = 440;
  private static final int WIDTH = 860;
  private static final int STEP = 24;
  private static final String STYLE =
      """
        <style>
          text { fill: #334155; font: 13px system-ui, sans-serif }
          .title { fill: #0f172a; font-weight: 600 }
          rect { fill: #94a3b8 }
          .ours { fill: #2563eb }
          path { stroke: #0f172a; stroke-width: 1.5; fill: none }
          @media (prefers-color-scheme: dark) {
            text { fill: #cbd5e1 }
            .title { fill: #f1f5f9 }
            rect { fill: #64748b }
            .ours { fill: #60a5fa }
            path { stroke: #f1f5f9 }
          }
        </style>
      """;

  private final StringBuilder body = new StringBuilder();
  private int y = 24;

  private final double scale;

  private Plot(double longest) {
    this.scale = BARS / longest;
  }

  static String render(View view) {
    Plot plot = new Plot(longest(view));
    for (String column : view.columnValues()) {
      plot.group(view, column);
    }
    String title = escape(title(view));
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">
          <title>%s</title>
        """
            .formatted(WIDTH, plot.y, title, title)
        + STYLE
        + plot.body
        + "</svg>\n";
  }

  private static double longest(View view) {
    return view.columnValues().stream()
        .flatMap(
            column -> view.rowValues().stream().flatMap(row -> view.sample(row, column).stream()))
        .mapToDouble(Sample::most)
        .max()
        .orElse(1);
  }

  /** Returns the text that describes the picture. */
  static String title(View view) {
    return view.marker().option("title", view.title());
  }

  private void group(View view, String column) {
    text("title", 0, "start", column);
    y += STEP;
    for (String row : view.rowValues()) {
      view.sample(row, column)
          .ifPresent(
              sample -> {
                boolean ours = row.equals(view.marker().option("ours", ""));
                bar(row, sample, ours ? "ours" : "peer");
              });
    }
    y += STEP / 2;
  }

  private void bar(String row, Sample sample, String style) {
    text("label", LEFT - 10, "end", row);
    body.append(
        line(
            "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"16\" rx=\"2\"/>%n",
            style, LEFT, y - 12, sample.median() * scale));
    body.append(
        line(
            "  <path d=\"M%.1f %dH%.1f\"/>%n",
            LEFT + sample.least() * scale, y - 4, LEFT + sample.most() * scale));
    text(
        "value", LEFT + (int) (sample.most() * scale) + 8, "start", Sample.number(sample.median()));
    y += STEP;
  }

  private void text(String style, int x, String anchor, String text) {
    body.append(
        line(
            "  <text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
            style, x, y, anchor, escape(text)));
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
