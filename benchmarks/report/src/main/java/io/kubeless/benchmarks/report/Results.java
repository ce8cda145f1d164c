package io.kubeless.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The raw results of a run: comment lines such as {@code # date: 2026-11-28}, a header, and a line
 * for each measurement.
 *
 * @param comments date, machine, versions and command, by their names
 * @param measurements in the order of the file
 */
public record Results(Map<String, String> comments, List<Measurement> measurements) {
  public Results {
    comments = new LinkedHashMap<>(comments);
    measurements = List.copyOf(measurements);
  }

  /** Creates a file without measurements, and replaces one that exists. */
  public static void create(Path file, Map<String, String> comments) throws IOException {
    List<String> lines = new ArrayList<>();
    comments.forEach((name, text) -> lines.add("# " + name + ": " + text));
    lines.add(Measurement.HEADER);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, lines);
  }

  /** Appends a measurement, so that a run that ends early leaves those that it made. */
  public static void add(Path file, Measurement measurement) throws IOException {
    Files.write(file, List.of(measurement.line()), StandardOpenOption.APPEND);
  }

  /**
   * Reads a file of results.
   *
   * @throws IllegalArgumentException if a line is not one of results
   */
  public static Results read(Path file) throws IOException {
    Map<String, String> comments = new LinkedHashMap<>();
    List<Measurement> measurements = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("# ") && line.contains(": ")) {
        comments.put(line.substring(2, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2));
      } else if (!line.isEmpty() && !line.equals(Measurement.HEADER)) {
        measurements.add(Measurement.parse(line));
      }
    }
    return new Results(comments, measurements);
  }

  /** Returns all values of a dimension, in the order of their first measurement. */
  List<String> values(Dimension dimension) {
    return measurements.stream().map(each -> each.get(dimension)).distinct().toList();
  }
}
