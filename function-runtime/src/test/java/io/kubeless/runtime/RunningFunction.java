package io.kubeless.runtime;

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

/** A function that answers on ports of this machine, in this process. */
final class RunningFunction implements AutoCloseable {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final FunctionProcess process;
  private final ByteArrayOutputStream log;

  private RunningFunction(FunctionProcess process, ByteArrayOutputStream log) {
    this.process = process;
    this.log = log;
  }

  /** Starts a handler with probes on its own port and no drain delay, unless told otherwise. */
  static RunningFunction start(Class<?> handler, String input, Map<String, String> environment)
      throws Exception {
    return start(handler, input, environment, CallThreads.create(Runtime.version().feature()));
  }

  /** Starts a handler whose calls run on the threads that are given. */
  static RunningFunction start(
      Class<?> handler, String input, Map<String, String> environment, Executor threads)
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
          LoadedFunction.load(descriptor, RunningFunction.class.getClassLoader());
      return new RunningFunction(
          FunctionProcess.start(
              Settings.from(all), function, new JsonLog(new PrintStream(out)), threads),
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

  /** Sends a body with header fields, given as names and values in turn. */
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

  /** Returns the first line with a text; the one about a call is written after its answer. */
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

  /** Asks for the metrics until they hold a line; what is counted is counted after its answer. */
  String awaitMetrics(String line) throws IOException, InterruptedException {
    String metrics = "";
    for (int i = 0; i < 1000; i++) {
      metrics = get("/metrics").body();
      if (metrics.contains(line)) {
        return metrics;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("no " + line + " in " + metrics);
  }

  /** Ends it as SIGTERM would. */
  void drain() {
    process.drain(new JsonLog(new PrintStream(log)));
  }

  @Override
  public void close() {
    drain();
  }
}
