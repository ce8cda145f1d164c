package io.kubeless.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Describes where and when a benchmark runs. */
public final class Machine {
  private Machine() {}

  /**
   * Returns the comments of a file of results.
   *
   * @param versions of what is compared
   * @param command the command that repeats the run
   */
  public static Map<String, String> comments(String versions, String command) throws IOException {
    Map<String, String> comments = new LinkedHashMap<>();
    comments.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    comments.put("machine", description());
    comments.put("versions", versions);
    comments.put("command", command);
    return comments;
  }

  private static String description() throws IOException {
    return "%d CPUs %s, %.0f GiB, Linux %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            value("/proc/cpuinfo", "model name"),
            Double.parseDouble(value("/proc/meminfo", "MemTotal").replaceAll("\\D", ""))
                / (1 << 20),
            System.getProperty("os.version"));
  }

  private static String value(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return line.substring(line.indexOf(':') + 1).strip();
      }
    }
    throw new IOException(file + " contains no " + name);
  }
}
