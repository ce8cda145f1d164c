package io.kubeless.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server that a function is compared with.
 *
 * @param name its name in the results
 * @param directory its working directory, below that of all peers
 * @param program what follows the options of a JVM. {@code LIB} is replaced by the jars in the
 *     directory {@code lib}, {@code PORT} by the port
 * @param documented how its documentation starts it, in which {@code JAVA} is the program of the
 *     JDK and {@code PROGRAM} the parameter above
 * @param older the same on JDK 17, which has no AOT cache; empty if it requires a later JDK
 * @param environment variables
 * @param tuning further variables on the same JVM as the function, so that a thousand callers can
 *     wait at the same time
 * @param quoted whether it binds every body as JSON
 */
record Peer(
    String name,
    String directory,
    String program,
    String documented,
    String older,
    Map<String, String> environment,
    Map<String, String> tuning,
    boolean quoted) {
  static final Peer EMPTY =
      new Peer(
          "empty JVM", "jdk/target/app", "-cp app.jar peer.Empty", "JAVA PROGRAM", "JAVA PROGRAM",
          Map.of(), Map.of(), false);

  /** All servers. */
  static final List<Peer> ALL =
      List.of(
          new Peer(
              "JDK server", "jdk/target/app", "-cp app.jar peer.JdkServer PORT", "JAVA PROGRAM",
              "JAVA PROGRAM", Map.of(), Map.of(), false),
          new Peer(
              "Jetty core", "jetty/target/app", "-cp app.jar:LIB peer.JettyServer PORT",
              "JAVA PROGRAM", "JAVA PROGRAM", Map.of(), Map.of(), false),
          // https://github.com/GoogleCloudPlatform/functions-framework-java#readme
          new Peer(
              "functions-framework", "functions-framework/target/app",
              "-jar LIB --classpath app.jar --target peer.Hello --port PORT", "JAVA PROGRAM",
              "JAVA PROGRAM", Map.of(), Map.of(), false),
          // https://quarkus.io/guides/aot and https://quarkus.io/guides/appcds
          new Peer(
              "Quarkus Funqy", "quarkus/target/quarkus-app", "-jar quarkus-run.jar",
              "JAVA -XX:AOTCache=app.aot PROGRAM", "JAVA -XX:SharedArchiveFile=app-cds.jsa PROGRAM",
              Map.of("QUARKUS_HTTP_PORT", "PORT"), Map.of("QUARKUS_THREAD_POOL_MAX_THREADS", "1100"), true),
          // https://helidon.io/docs/latest/se/guides/jlink
          new Peer(
              "Helidon SE", "helidon/target", "-jar helidon.jar", "helidon-jri/bin/start", "",
              Map.of("SERVER_PORT", "PORT"), Map.of(), false),
          // https://docs.spring.io/spring-boot/reference/packaging/aot-cache.html
          new Peer(
              "Spring Cloud Function", "spring/application", "-jar app.jar",
              "JAVA -XX:AOTCache=app.aot PROGRAM", "JAVA -XX:SharedArchiveFile=app.jsa PROGRAM",
              Map.of("SERVER_PORT", "PORT"), Map.of("SPRING_THREADS_VIRTUAL_ENABLED", "true"), false));

  /** Returns the server as its documentation starts it. */
  Server documented(Path peers, Path jdk) throws IOException {
    return server(name, peers, documented, List.of(java(jdk)), environment);
  }

  /** Returns the server on JDK 17. */
  Server older(Path peers, Path jdk) throws IOException {
    return server(name + " (JDK 17)", peers, older, List.of(java(jdk)), environment);
  }

  /** Returns the server with a JVM and its options. */
  Server tuned(String other, Path peers, List<String> jvm) throws IOException {
    Map<String, String> both = new HashMap<>(environment);
    both.putAll(tuning);
    return server(other, peers, "JAVA PROGRAM", jvm, both);
  }

  /** Returns whether its project has a function for JSON. */
  boolean json() {
    return !directory.startsWith("jdk/");
  }

  private static String java(Path jdk) {
    return jdk.resolve("bin/java").toString();
  }

  private Server server(
      String other, Path peers, String form, List<String> java, Map<String, String> variables)
      throws IOException {
    List<String> command = new ArrayList<>();
    for (String word : form.replace("PROGRAM", program).split(" ")) {
      if (word.equals("JAVA")) {
        command.addAll(java);
      } else {
        command.add(word.replace("LIB", libraries(peers.resolve(directory))));
      }
    }
    return new Server(other, peers.resolve(directory), command, variables, quoted);
  }

  private static String libraries(Path app) throws IOException {
    if (!Files.isDirectory(app.resolve("lib"))) {
      return "";
    }
    try (Stream<Path> files = Files.list(app.resolve("lib"))) {
      return String.join(":", files.map(file -> "lib/" + file.getFileName()).sorted().toList());
    }
  }
}
