package io.kubeless.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Callers of a function in the cluster's network that share pools of persistent connections. They
 * run as a program of their own, because the network of the cluster differs from the network of the
 * tests.
 *
 * <p>{@link #main} posts {@code x} to a URL until its input ends, then prints {@code {"failures":
 * ["…"], "answers": {"hello x": {"calls": 7, "last": 1796000000000}}}}, where {@code last} is the
 * start of the last call with this answer, in milliseconds.
 */
final class KeepAliveCallers {
  private static final int POOLS = 5;
  private static final int PAUSE_MILLIS = 50;

  /** The number of calls with the same answer, and the start of the last one. */
  record Answers(int calls, long last) {
    Answers and(Answers other) {
      return new Answers(calls + other.calls, Math.max(last, other.last));
    }
  }

  /** The report of the callers. */
  record Report(JsonNode json) {
    List<String> failures() {
      List<String> failures = new ArrayList<>();
      json.path("failures").forEach(each -> failures.add(each.asText()));
      return failures;
    }

    int calls(String answer) {
      return json.path("answers").path(answer).path("calls").asInt();
    }

    Instant lastCallAnswered(String answer) {
      return Instant.ofEpochMilli(json.path("answers").path(answer).path("last").asLong());
    }
  }

  private final Process process;

  private KeepAliveCallers(Process process) {
    this.process = process;
  }

  /** Starts callers, and returns when the first call was answered. */
  static KeepAliveCallers start(String url, int callers) throws IOException {
    Process process = Cluster.inCluster(program(KeepAliveCallers.class, url, callers + ""));
    int first = process.getInputStream().read(); // the dot that is printed after the first answer
    if (first != '.') {
      throw new IOException("no call was answered; the first byte printed is " + first);
    }
    return new KeepAliveCallers(process);
  }

  /** Returns the command line that runs a class of these tests in a JVM of its own. */
  static String[] program(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx256m", "-cp"));
    command.add(System.getProperty("it.program.classpath", System.getProperty("java.class.path")));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** Stops the callers after their last answer. */
  Report stop() throws IOException {
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Report(new ObjectMapper().readTree(output));
  }

  public static void main(String[] arguments) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(arguments[0]))
            .timeout(Duration.ofSeconds(60))
            .POST(HttpRequest.BodyPublishers.ofString("x"))
            .build();
    Map<String, Answers> answers = new ConcurrentHashMap<>();
    Queue<String> failures = new ConcurrentLinkedQueue<>();
    List<HttpClient> pools = new ArrayList<>();
    for (int i = 0; i < POOLS; i++) {
      pools.add(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      HttpClient pool = pools.get(i % POOLS);
      threads.add(
          new Thread(
              () -> {
                try {
                  while (true) {
                    call(pool, request, answers, failures);
                    Thread.sleep(PAUSE_MILLIS);
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }));
    }
    call(pools.get(0), request, answers, failures);
    System.out.print(".");
    System.out.flush();
    threads.forEach(Thread::start);
    System.in.readAllBytes();
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    new ObjectMapper().writeValue(System.out, Map.of("failures", failures, "answers", answers));
  }

  private static void call(
      HttpClient pool, HttpRequest request, Map<String, Answers> answers, Queue<String> failures)
      throws InterruptedException {
    long start = System.currentTimeMillis();
    try {
      HttpResponse<String> response = pool.send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() == 200) {
        answers.merge(response.body(), new Answers(1, start), Answers::and);
      } else {
        failures.add(Instant.ofEpochMilli(start) + " " + response.statusCode());
      }
    } catch (IOException e) {
      failures.add(Instant.ofEpochMilli(start) + " " + e);
    }
  }
}
