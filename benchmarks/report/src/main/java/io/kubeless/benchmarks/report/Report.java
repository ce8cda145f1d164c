package io.kubeless.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fills the tables and plots of a document from files of results. */
public final class Report {
  private final Path results;
  private final Map<String, String> pictures = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  private Report(Path results) {
    this.results = results;
  }

  /**
   * Writes the document and its pictures.
   *
   * @param arguments the document, whose pictures are in the directory {@code pictures} beside it,
   *     and the directory of the results
   */
  public static void main(String[] arguments) throws IOException {
    Path document = Path.of(arguments[0]);
    Report report = of(Files.readString(document), Path.of(arguments[1]));
    Files.writeString(document, report.text());
    for (Map.Entry<String, String> picture : report.pictures.entrySet()) {
      Files.writeString(document.resolveSibling(picture.getKey()), picture.getValue());
    }
  }

  /**
   * Returns a document with new tables and plots.
   *
   * @throws IllegalArgumentException if a marker has no end, or selects what the results do not
   *     contain
   */
  static Report of(String document, Path results) throws IOException {
    Report report = new Report(results);
    Marker open = null;
    for (String line : document.lines().toList()) {
      if (line.equals(Marker.END)) {
        open = null;
      }
      if (open == null) {
        report.lines.add(line);
      }
      if (open == null && Marker.matches(line)) {
        open = Marker.parse(line);
        if (!report.fill(open)) {
          open = null; // what was there stays
        }
      }
    }
    if (open != null) {
      throw new IllegalArgumentException("no " + Marker.END + " after " + open);
    }
    return report;
  }

  /** Renders what a marker selects, and returns whether there are results. */
  private boolean fill(Marker marker) throws IOException {
    Path file = results.resolve(marker.file() + ".csv");
    if (!Files.exists(file)) {
      return false;
    }
    View view = View.of(marker, Results.read(file));
    lines.add("");
    if (marker.kind().equals("table")) {
      lines.addAll(Table.render(view));
    } else {
      String picture = "pictures/" + marker.option("picture", marker.file()) + ".svg";
      pictures.put(picture, Plot.render(view));
      lines.add("![" + Plot.title(view) + "](" + picture + ")");
    }
    lines.add("");
    return true;
  }

  String text() {
    return String.join("\n", lines) + "\n";
  }

  /** Returns the pictures by their path beside the document. */
  Map<String, String> pictures() {
    return pictures;
  }
}
