package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.queue.QueueSource;
import io.kubeless.runtime.source.EventSourceProvider;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A function as a process: its start, the reasons of a failed start, and its end. */
class StartTest {
  @TempDir Path directory;

  private Process start(String descriptor, Map<String, String> environment, String... options)
      throws IOException {
    Files.writeString(directory.resolve(RuntimeContract.DESCRIPTOR), descriptor);
    Files.writeString(directory.resolve("reason"), "");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-XX:+ExitOnOutOfMemoryError",
            "-cp",
            System.getProperty("java.class.path"),
            RuntimeContract.MAIN_CLASS));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().put(RuntimeContract.TERMINATION_LOG, directory + "/reason");
    builder.environment().put(RuntimeContract.MANAGEMENT_PORT, "0");
    builder.environment().put(RuntimeContract.FUNC_PORT, "0");
    builder.environment().put(RuntimeContract.DRAIN_DELAY, "0");
    builder.environment().putAll(environment);
    return builder
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("out").toFile())
        .start();
  }

  private static String handler(Class<?> type) {
    return "handler=" + type.getName() + "\n";
  }

  private String end(Process process) throws Exception {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + Files.readString(directory.resolve("reason"));
  }

  private String ends(String descriptor, String... environment) throws Exception {
    Map<String, String> map =
        environment.length == 0 ? Map.of() : Map.of(environment[0], environment[1]);
    return end(start(descriptor, map));
  }

  @Test
  void aHandlerThatCannotBeCreatedEndsTheProcessWith78AndTheReason() throws Exception {
    String at = "io.kubeless.runtime.Handlers$";
    assertThat(ends("handler=com.acme.Hello\n"))
        .isEqualTo("78 com.acme.Hello is not on the class path");
    assertThat(ends(handler(Handlers.BrokenConstructor.class)))
        .isEqualTo(
            "78 the constructor of "
                + at
                + "BrokenConstructor threw java.lang.IllegalStateException: no license");
    assertThat(ends(handler(Handlers.BrokenClass.class)))
        .isEqualTo(
            "78 "
                + at
                + "BrokenClass cannot be loaded: java.lang.NumberFormatException: For input string:"
                + " \"none\"");
    assertThat(ends(handler(Handlers.Demanding.class)))
        .isEqualTo("78 " + at + "Demanding has no public constructor without parameters");
    assertThat(ends("handler=java.lang.Object\n"))
        .isEqualTo("78 java.lang.Object does not implement io.kubeless.function.Handler");
    assertThat(ends("")).isEqualTo("78 function.properties contains no handler");
    assertThat(ends(handler(Handlers.Lists.class) + "input=java.util.List<java.lang.Integer>\n"))
        .isEqualTo(
            "78 "
                + at
                + "Lists takes java.util.List<java.lang.Integer>, but the image contains no"
                + " JSON binding");
    assertThat(ends(handler(Handlers.Lists.class) + "input=com.acme.Order\n"))
        .isEqualTo(
            "78 "
                + at
                + "Lists takes com.acme.Order, which cannot be loaded:"
                + " java.lang.ClassNotFoundException: com.acme.Order");
  }

  @Test
  void aStartThatFailsEndsTheProcessWith70AndItsReasonOnOneLine() throws Exception {
    assertThat(ends(handler(Handlers.BrokenStart.class)))
        .isEqualTo(
            "70 onStart of io.kubeless.runtime.Handlers$BrokenStart threw"
                + " java.lang.IllegalStateException: no database at db:5432");
    List<String> log = Files.readAllLines(directory.resolve("out"));
    assertThat(log).hasSize(1);
    assertThat(log.get(0)).startsWith("{\"time\":").endsWith("}");
  }

  @Test
  void aWrongEnvironmentAndABusyPortEndTheProcessWith78() throws Exception {
    assertThat(ends(handler(Handlers.Returns.class), "FUNC_TIMEOUT", "soon"))
        .isEqualTo("78 FUNC_TIMEOUT must be a whole number from 1 to 86400: soon");
    try (ServerSocket busy = new ServerSocket(0)) {
      assertThat(ends(handler(Handlers.Returns.class), "FUNC_PORT", "" + busy.getLocalPort()))
          .isEqualTo("78 port " + busy.getLocalPort() + ": Address already in use");
    }
  }

  @Test
  void sigtermEndsAFunctionWith0AfterItsCallHasEnded() throws Exception {
    Process process = start(handler(Handlers.Returns.class), Map.of());
    HttpResponse<String> answer = get(port(process), "/string");
    assertThat(answer.body()).isEqualTo("é");
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
  }

  @Test
  void systemExitInAFunctionEndsTheProcessAtOnceWithItsCode() throws Exception {
    Process process = start(handler(Handlers.Exits.class), Map.of());
    int port = port(process);
    assertThatThrownBy(() -> get(port, "/")).isInstanceOf(IOException.class);
    assertThat(end(process)).isEqualTo("42 ");
    assertThat(Files.readString(directory.resolve("out"))).doesNotContain("stopped");
  }

  @Test
  void anOnStopThatDoesNotReturnDoesNotKeepTheProcess() throws Exception {
    Process process =
        start(handler(Handlers.NeverStops.class), Map.of(RuntimeContract.FUNC_TIMEOUT, "1"));
    assertThat(get(port(process), "/").body()).isEqualTo("fine");
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
    assertThat(Files.readString(directory.resolve("out"))).contains("onStop did not return within");
  }

  @Test
  void onStopIsNotCalledWhileACallIgnoresTheEndOfItsTimeout() throws Exception {
    Process process =
        start(handler(Handlers.StubbornWithStop.class), Map.of(RuntimeContract.FUNC_TIMEOUT, "1"));
    assertThat(get(port(process), "/").statusCode()).isEqualTo(504);
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
    assertThat(Files.readString(directory.resolve("out")))
        .contains("onStop is not called, because calls are still running: 1");
  }

  @Test
  void anExceptionThatEndsAThreadOfTheFunctionIsAJsonLine() throws Exception {
    Process process = start(handler(Handlers.FailsInAThread.class), Map.of());
    assertThat(get(port(process), "/").body()).isEqualTo("fine");
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
    assertThat(Files.readAllLines(directory.resolve("out")))
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"))
        .anyMatch(
            line ->
                line.contains("\"message\":\"an exception ended the thread refresher\"")
                    && line.contains("java.lang.IllegalStateException: canary"));
  }

  @Test
  void aBindingThatCannotBeCreatedEndsTheProcessWith78AndTheReason() throws Exception {
    Path services = Files.createDirectories(directory.resolve("classes/META-INF/services"));
    Files.writeString(services.resolve(Binding.class.getName()), "com.acme.Missing\n");
    assertThat(
            end(
                start(
                    handler(Handlers.Returns.class),
                    Map.of(),
                    "-Xbootclasspath/a:" + directory.resolve("classes"))))
        .isEqualTo(
            "78 the JSON binding cannot be loaded: java.util.ServiceConfigurationError:"
                + " io.kubeless.runtime.Binding: Provider com.acme.Missing not found");
  }

  private Process startWithQueue(String provider, String name) throws IOException {
    Path services = Files.createDirectories(directory.resolve("classes/META-INF/services"));
    Files.writeString(services.resolve(EventSourceProvider.class.getName()), provider + "\n");
    return start(
        handler(Handlers.Returns.class),
        Map.of("KUBELESS_QUEUE", name),
        "-Xbootclasspath/a:" + directory.resolve("classes"));
  }

  @Test
  void aSourceThatAModuleBringsIsFoundAndStartedBesideHttp() throws Exception {
    Process process = startWithQueue(QueueSource.Provider.class.getName(), "greetings");
    assertThat(get(port(process), "/string").body()).isEqualTo("é");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    String out = "";
    while (!out.contains("\"event\":\"queue:greetings\"") && System.nanoTime() < end) {
      Thread.sleep(10);
      out = Files.readString(directory.resolve("out"));
    }
    assertThat(out).contains("\"event\":\"queue:greetings\"");
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
  }

  @Test
  void aSourceThatCannotBeCreatedEndsTheProcessWith78AndTheReason() throws Exception {
    assertThat(end(startWithQueue(QueueSource.Provider.class.getName(), "a b")))
        .isEqualTo("78 KUBELESS_QUEUE must be the name of a queue: a b");
    assertThat(end(startWithQueue("com.acme.Missing", "greetings")))
        .isEqualTo(
            "78 an event source cannot be loaded: java.util.ServiceConfigurationError:"
                + " io.kubeless.runtime.source.EventSourceProvider: Provider com.acme.Missing not"
                + " found");
  }

  @Test
  void aSourceCanEndTheProcessWithAReason() throws Exception {
    assertThat(end(startWithQueue(QueueSource.Provider.class.getName(), "endCONFIGURATION")))
        .isEqualTo("78 the queue is broken");
    assertThat(end(startWithQueue(QueueSource.Provider.class.getName(), "endFAILURE")))
        .isEqualTo("70 the queue is broken");
    assertThat(Files.readString(directory.resolve("out")))
        .contains("\"message\":\"the process ends: the queue is broken\"");
  }

  @Test
  void everyLoggerWritesJsonLinesThatBelongToTheEvent() throws Exception {
    Process process = start(handler(Handlers.Tells.class), Map.of());
    get(port(process), "/");
    process.destroy();
    assertThat(end(process)).isEqualTo("0 ");
    List<String> log = Files.readAllLines(directory.resolve("out"));
    assertThat(log).allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"));
    String trace = log.get(1).replaceAll(".*\"trace\":\"([0-9a-f]{32})\".*", "$1");
    assertThat(log.get(1)).contains("\"level\":\"INFO\"", "\"message\":\"received \"");
    assertThat(log.get(2))
        .contains("\"level\":\"WARNING\",\"logger\":\"com.acme\",\"message\":\"the other way\"")
        .contains("\"trace\":\"" + trace + "\"");
    assertThat(log.get(3)).contains("\"logger\":\"access\"", trace);
  }

  @Test
  void aFullHeapEndsTheProcessWith3() throws Exception {
    Process process = start(handler(Handlers.Leaks.class), Map.of(), "-Xmx32m");
    try {
      get(port(process), "/");
    } catch (IOException gone) {
      // The process has ended before it responded.
    }
    assertThat(end(process)).isEqualTo("3 ");
  }

  private int port(Process process) throws Exception {
    while (process.isAlive()) {
      String out = Files.readString(directory.resolve("out"), StandardCharsets.UTF_8);
      int at = out.indexOf("listens on port ");
      if (at >= 0 && out.indexOf('"', at) > 0) {
        return Integer.parseInt(out.substring(at + 16, out.indexOf('"', at)));
      }
      Thread.sleep(10);
    }
    throw new AssertionError(Files.readString(directory.resolve("out")));
  }

  private static HttpResponse<String> get(int port, String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
