package io.kubeless.runtime;

import io.kubeless.runtime.source.EventSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** A function in this process that listens on ports of this machine. */
final class RunningFunction implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final FunctionProcess process;
  private final ByteArrayOutputStream log;

  private RunningFunction(FunctionProcess process, ByteArrayOutputStream log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts a handler. Unless the environment differs, probes have their own port and there is no
   * drain delay.
   */
  static RunningFunction start(Class<?> handler, String input, Map<String, String> environment)
      throws Exception {
    return start(
        handler, input, environment, List.of(), CallThreads.create(Runtime.version().feature()));
  }

  /** Starts a handler with sources in addition to HTTP, whose calls run on the given threads. */
  static RunningFunction start(
      Class<?> handler,
      String input,
      Map<String, String> environment,
      List<EventSource> sources,
      Executor threads)
      throws Exception {
    Path descriptor = Files.createTempFile("function", ".properties");
    Files.writeString(
        descriptor,
        "handler=" + handler.getName() + "\n" + (input.isEmpty() ? "" : "input=" + input + "\n"));
    Map<String, String> all = new TreeMap<>();
    all.put(RuntimeContract.FUNC_PORT, "0");
    all.put(RuntimeContract.MANAGEMENT_PORT, "0");
    all.put(RuntimeContract.DRAIN_DELAY, "0");
    all.put(RuntimeContract.FUNCTION_NAME, "tested");
    all.putAll(environment);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      LoadedFunction function =
          LoadedFunction.load(Descriptor.read(descriptor), RunningFunction.class.getClassLoader());
      return new RunningFunction(
          FunctionProcess.start(
              Settings.from(all), function, sources, new JsonLog(new PrintStream(out)), threads),
          out);
    } finally {
      Files.delete(descriptor);
    }
  }

  static RunningFunction start(Class<?> handler) throws Exception {
    return start(handler, "", Map.of());
  }

  int port() {
    return process.port();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  HttpResponse<String> get(String path) throws IOException {
    return send(request(path));
  }

  /** Sends a body with header fields, given as alternating names and values. */
  HttpResponse<String> post(String body, String... headers) throws IOException {
    HttpRequest.Builder request =
        request("/").POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request);
  }

  /** Returns the lines of the log. */
  List<String> log() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * Waits for the first log line that contains a text; the line for a call is written after its
   * response.
   */
  String awaitLog(String part) throws InterruptedException {
    for (int i = 0; i < 1000; i++) {
      for (String line : log()) {
        if (line.contains(part)) {
          return line;
        }
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no line with " + part + " in " + log());
  }

  /**
   * Requests the metrics until they contain all lines; a call is counted after its response, and
   * not by all metrics at the same time.
   */
  String awaitMetrics(String... lines) throws IOException, InterruptedException {
    String metrics = "";
    for (int i = 0; i < 1000; i++) {
      metrics = get("/metrics").body();
      if (Stream.of(lines).allMatch(metrics::contains)) {
        return metrics;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("not all of " + List.of(lines) + " are in " + metrics);
  }

  /** Stops the function like SIGTERM. */
  void drain() {
    process.drain(new JsonLog(new PrintStream(log)));
  }

  @Override
  public void close() {
    drain();
  }
}
