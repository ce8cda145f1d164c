package io.kubeless.runtime;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the JVM has done with the start-up archive of the image.
 *
 * @param state whether it is used
 * @param reason why it is not used, empty if it is
 */
record StartArchive(State state, String reason) {
  /** The use of an archive, as a label of the metric. */
  enum State {
    /** All of it is used. */
    USED("used"),
    /** The classes are used, but not the machine code, which is for another processor. */
    PARTIAL("partial"),
    /** The JVM has rejected it. */
    REJECTED("rejected");

    private final String label;

    State(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  // Variables with options for the JVM, which are often injected by an operator.
  private static final List<String> VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");
  private static final String REJECTING =
      "-javaagent:.*|-agentlib:.*|-agentpath:.*|-Xrun.*|-Xdebug"
          + "|--(add-opens|add-modules|add-exports|add-reads|patch-module|limit-modules"
          + "|upgrade-module-path|enable-native-access)(=.*)?"
          + "|-XX:(StartFlightRecording|FlightRecorderOptions).*"
          + "|-Dcom\\.sun\\.management\\..*|-Djdk\\.module\\..*"
          + "|-Xshare:.*|-XX:(AOTMode|AOTCache|SharedArchiveFile)=.*|-Xbootclasspath.*"
          + "|-XX:[+-]Use(\\w+GC|CompressedOops|CompressedClassPointers|CompactObjectHeaders"
          + "|StringDeduplication)"
          + "|-XX:ObjectAlignmentInBytes=.*|-Xmx\\d+[gGtT]|-cp|-classpath|--class-path.*";
  private static final long MODIFIED_MILLIS = 1000;

  /**
   * Finds out whether the JVM has mapped the archive.
   *
   * @param environment of the process, which may contain options for the JVM
   * @return empty if the image has no archive
   */
  static Optional<StartArchive> of(Map<String, String> environment) {
    String name = System.getProperty(RuntimeContract.ARCHIVE_PROPERTY, "");
    if (name.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        find(
            Path.of(name),
            maps(),
            environment,
            System.getProperty(RuntimeContract.ARCHIVE_CPU_PROPERTY, ""),
            Path.of("/proc/cpuinfo")));
  }

  /**
   * Returns the state of an archive.
   *
   * @param maps the files that the process has mapped, as Linux lists them
   * @param cpu the processor that the archive contains machine code for, empty for none
   */
  static StartArchive find(
      Path archive, String maps, Map<String, String> environment, String cpu, Path cpuInfo) {
    if (!maps.contains("/" + archive.getFileName() + "\n")) {
      return new StartArchive(State.REJECTED, reason(archive, environment));
    }
    if (!cpu.isEmpty() && !cpu.equals(ProcessorClass.of(cpuInfo))) {
      return new StartArchive(State.PARTIAL, "its machine code is for another processor");
    }
    return new StartArchive(State.USED, "");
  }

  private static String reason(Path archive, Map<String, String> environment) {
    for (String variable : VARIABLES) {
      for (String option : environment.getOrDefault(variable, "").trim().split("\\s+", -1)) {
        if (option.matches(REJECTING)) {
          return variable + " contains " + option;
        }
      }
    }
    if (!Files.isReadable(archive)) {
      return archive + " is missing";
    }
    for (String jar : System.getProperty("java.class.path", "").split(":", -1)) {
      try {
        if (Files.getLastModifiedTime(Path.of(jar)).toMillis() != MODIFIED_MILLIS) {
          return jar + " was modified after the image was built";
        }
      } catch (IOException e) {
        return jar + " cannot be read";
      }
    }
    for (String variable : VARIABLES) {
      String options = environment.getOrDefault(variable, "").trim();
      if (!options.isEmpty()) {
        return variable + " contains " + options;
      }
    }
    return "the options or the class path of the JVM are not those of the image";
  }

  private static String maps() {
    try {
      return Files.readString(Path.of("/proc/self/maps"), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  /** Writes a line about it. */
  void log(JsonLog log) {
    if (state == State.REJECTED) {
      log.write(
          "WARNING",
          "runtime",
          "the start-up archive is not used: " + reason,
          null,
          Map.of("archive", state.label()));
    } else {
      String message = "the start-up archive is used";
      log.write(
          "INFO",
          "runtime",
          reason.isEmpty() ? message : message + ", but " + reason,
          null,
          Map.of("archive", state.label()));
    }
  }

  /** Appends the metric: one sample for each state, of which one is 1. */
  void expose(StringBuilder text) {
    Metrics.type(text, "function_start_archive", "Use of the start-up archive.", "gauge");
    for (State each : State.values()) {
      text.append("function_start_archive{state=\"").append(each.label()).append("\"} ");
      text.append(each == state ? 1 : 0).append('\n');
    }
  }
}
