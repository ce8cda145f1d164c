package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the versions of what is compared, for the comments of the results. */
final class Versions {
  private static final Pattern JAR =
      Pattern.compile(
          "(?:.*\\.)?(jetty-server|java-function-invoker|quarkus-funqy-http|helidon-webserver"
              + "|spring-boot|spring-cloud-function-context)-(\\d[\\w.]*)\\.jar");

  private Versions() {}

  /**
   * Returns one line.
   *
   * @param peers directory of the built peers
   * @param jdks homes of JDKs
   */
  static String of(Path peers, List<Path> jdks) throws IOException, InterruptedException {
    List<String> versions = new ArrayList<>();
    versions.add("kubeless " + Tool.run(Path.of("."), List.of("git", "describe", "--always", "--dirty")));
    for (Path jdk : jdks) {
      for (String line : Files.readAllLines(jdk.resolve("release"))) {
        if (line.startsWith("JAVA_RUNTIME_VERSION=")) {
          versions.add("JDK " + line.substring(line.indexOf('"') + 1, line.length() - 1));
        }
      }
    }
    try (Stream<Path> files = Files.walk(peers)) {
      files
          .map(file -> JAR.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> matcher.group(1) + " " + matcher.group(2))
          .distinct()
          .sorted()
          .forEach(versions::add);
    }
    return String.join(", ", versions);
  }
}
