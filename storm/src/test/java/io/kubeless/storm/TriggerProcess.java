package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A process with a {@link TextFunction} and one Kafka trigger. */
final class TriggerProcess {
  private TriggerProcess() {}

  /**
   * Writes the files of the process, and returns its environment.
   *
   * @param own directory of the process
   * @param settings such as {@code ATTEMPTS=3} of the trigger, and variables of the process; the
   *     last one of a name counts
   */
  static Map<String, String> environment(
      Path own, String servers, String topic, List<String> settings) throws IOException {
    Files.createDirectories(own);
    Files.writeString(
        own.resolve("function.properties"), "handler=" + TextFunction.class.getName() + "\n");
    Files.writeString(own.resolve("reason"), "");
    Map<String, String> environment = new TreeMap<>();
    environment.put("FUNC_PORT", "0");
    environment.put("KUBELESS_MANAGEMENT_PORT", "0");
    environment.put("KUBELESS_DRAIN_DELAY", "0");
    environment.put("KUBELESS_TERMINATION_LOG", own.resolve("reason").toString());
    environment.put(trigger("NAME"), "t");
    environment.put(trigger("SERVERS"), servers);
    environment.put(trigger("TOPIC"), topic);
    environment.put(trigger("GROUP"), topic + "-group");
    for (String setting : settings) {
      String[] pair = setting.split("=", 2);
      boolean variable = pair[0].matches("HOSTNAME|(FUNC|KUBELESS)_.*");
      environment.put(variable ? pair[0] : trigger(pair[0]), pair[1]);
    }
    return environment;
  }

  private static String trigger(String setting) {
    return "KUBELESS_KAFKA_0_" + setting;
  }

  /** Returns the command that runs a main class. */
  static List<String> java(Path own, String main, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Djava.io.tmpdir=" + own,
            "-cp",
            ClassPath.absolute(),
            main));
    return command;
  }

  /** Returns settings of all processes, followed by those of one. */
  static List<String> settings(List<String> all, String... one) {
    List<String> settings = new ArrayList<>(all);
    settings.addAll(List.of(one));
    return settings;
  }
}
