package io.kubeless.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.TreeSet;

/** The features of a processor that decide whether machine code runs on it. */
public final class ProcessorClass {
  private ProcessorClass() {}

  /**
   * Returns a short name that is the same for processors with the same features.
   *
   * @param cpuInfo the file {@code /proc/cpuinfo}
   * @return 8 hexadecimal digits; empty if the file cannot be read
   */
  public static String of(Path cpuInfo) {
    try {
      for (String line : Files.readString(cpuInfo, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.startsWith("flags") || line.startsWith("Features")) {
          String features = line.substring(line.indexOf(':') + 1).trim();
          TreeSet<String> sorted = new TreeSet<>(java.util.List.of(features.split("\\s+", -1)));
          return HexFormat.of().toHexDigits(String.join(" ", sorted).hashCode());
        }
      }
    } catch (IOException e) {
      // A system without this file.
    }
    return "";
  }
}
