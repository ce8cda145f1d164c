package io.kubeless.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Compares the time from a save to the answer of the new code in {@code dev} with that of {@code mvn
 * compile}, for copies of the example hello. The two take turns.
 */
public final class DevCycle {
  private static final int PORT = 18290;
  private static final String SOURCE = "src/main/java/com/acme/Hello.java";
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private DevCycle() {}

  public static void main(String[] arguments) throws Exception {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20;
    Path developed = copy("target/dev-hello");
    Path compiled = copy("target/compiled-hello");
    Process dev =
        maven(developed, "kubeless:dev", "-Dkubeless.port=" + PORT)
            .redirectErrorStream(true)
            .start();
    try {
      awaitRunning(dev);
      compile(compiled, 0);
      for (int i = 1; i <= 5; i++) {
        answer(developed, i);
      }
      List<Double> answers = new ArrayList<>();
      List<Double> compilations = new ArrayList<>();
      for (int i = 6; i < rounds + 6; i++) {
        answers.add(answer(developed, i));
        compilations.add(compile(compiled, i));
      }
      System.out.printf(
          Locale.ROOT,
          "from a save to the answer: %.2f s; mvn compile: %.2f s (%.2f)%n",
          median(answers),
          median(compilations),
          median(answers) / median(compilations));
    } finally {
      dev.descendants().forEach(ProcessHandle::destroy);
      dev.destroy();
    }
  }

  private static Path copy(String to) throws IOException {
    Path example = Path.of("..", "examples", "hello");
    for (String file : List.of("pom.xml", SOURCE)) {
      Path copy = Path.of(to).resolve(file);
      Files.createDirectories(copy.getParent());
      Files.writeString(copy, Files.readString(example.resolve(file)));
    }
    return Path.of(to);
  }

  private static ProcessBuilder maven(Path project, String... goals) {
    List<String> command =
        new ArrayList<>(List.of(Path.of("../mvnw").toAbsolutePath().toString(), "-B", "-o"));
    command.addAll(List.of(goals));
    return new ProcessBuilder(command).directory(project.toFile());
  }

  /** Waits for the first answer, and then discards the output. */
  private static void awaitRunning(Process dev) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(dev.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder before = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      before.append(line).append('\n');
      if (line.contains("running   ")) {
        Thread rest = new Thread(() -> output.lines().forEach(each -> {}));
        rest.setDaemon(true);
        rest.start();
        return;
      }
    }
    throw new IOException("dev did not start:\n" + before);
  }

  private static void edit(Path project, int number) throws IOException {
    String source = Files.readString(project.resolve(SOURCE));
    Files.writeString(
        project.resolve(SOURCE), source.replaceFirst("\"hello[^\"]*\"", "\"hello" + number + " \""));
  }

  private static double answer(Path project, int number) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + PORT + "/"))
            .POST(HttpRequest.BodyPublishers.ofString("Duke"))
            .build();
    long start = System.nanoTime();
    edit(project, number);
    String answer = CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    double seconds = (System.nanoTime() - start) / 1e9;
    if (!answer.equals("hello" + number + " Duke")) {
      throw new IOException("stale: " + answer);
    }
    return seconds;
  }

  private static double compile(Path project, int number) throws Exception {
    edit(project, number);
    long start = System.nanoTime();
    Process maven = maven(project, "-q", "compile").inheritIO().start();
    if (maven.waitFor() != 0) {
      throw new IOException("compile failed");
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }
}
