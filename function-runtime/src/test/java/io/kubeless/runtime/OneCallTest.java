package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A function that is started for one scheduled run. */
class OneCallTest {
  @TempDir Path directory;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  private int run(Class<?> handler, String... environment) throws IOException {
    Path descriptor = directory.resolve(RuntimeContract.DESCRIPTOR);
    Files.writeString(descriptor, "handler=" + handler.getName() + "\n");
    Map<String, String> all = new TreeMap<>();
    all.put(RuntimeContract.FUNCTION_NAME, "nightly");
    all.put(RuntimeContract.JOB_NAME, "nightly-cron-29501234");
    all.put(RuntimeContract.JOB_NAMESPACE, "team-a");
    all.put(RuntimeContract.TERMINATION_LOG, directory + "/reason");
    for (int i = 0; i < environment.length; i += 2) {
      all.put(environment[i], environment[i + 1]);
    }
    Files.writeString(directory.resolve("reason"), "");
    return OneCall.run(all, descriptor, new JsonLog(new PrintStream(log)));
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceFirst("\"time\":\"[^\"]*\"", "\"time\":\"T\""))
        .map(line -> line.replaceFirst("\"trace\":\"[^\"]*\"", "\"trace\":\"X\""))
        .map(line -> line.replaceFirst("(millis|seconds)\":[0-9.E-]+", "$1\":0"))
        .toList();
  }

  @Test
  void aScheduledRunIsOneCallBetweenStartAndStopWithTheEventOfTheJobAndItsMetricsInTheLog()
      throws Exception {
    int starts = Handlers.Counts.STARTS.get();
    int stops = Handlers.Counts.STOPS.get();

    assertThat(run(Handlers.Counts.class)).isZero();

    assertThat(Handlers.Counts.STARTS.get()).isEqualTo(starts + 1);
    assertThat(Handlers.Counts.STOPS.get()).isEqualTo(stops + 1);
    assertThat(lines())
        .containsExactly(
            "{\"time\":\"T\",\"level\":\"INFO\",\"logger\":\"access\",\"message\":\"POST 200\","
                + "\"event\":\"team-a/nightly-cron-29501234\",\"trace\":\"X\","
                + "\"function\":\"nightly\",\"method\":\"POST\",\"path\":\"/\",\"status\":200,"
                + "\"millis\":0}",
            "{\"time\":\"T\",\"level\":\"INFO\",\"logger\":\"metrics\","
                + "\"message\":\"team-a/nightly-cron-29501234 exits with 0\","
                + "\"function\":\"nightly\",\"function_calls_total\":1,"
                + "\"function_failures_total\":0,\"function_duration_seconds\":0,"
                + "\"function_timeouts_total\":0,\"function_in_flight\":0}");
  }

  @Test
  void theFunctionSeesThePayloadAndItsContext() throws Exception {
    run(Handlers.Tells.class, RuntimeContract.CALL_PAYLOAD, "{\"a\": 1}");
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("received {\\\"a\\\": 1}");
  }

  @ParameterizedTest
  @CsvSource({"Returns, 0", "Throws, 0", "RefusesRuns, 65", "RetriesRuns, 1", "FailsRuns, 1"})
  void theExitCodeReportsWhetherAnotherAttemptMaySucceed(String handler, int code)
      throws Exception {
    assertThat(run(Class.forName("io.kubeless.runtime.Handlers$" + handler))).isEqualTo(code);
  }

  @Test
  void aStreamThatFailsWhileItIsReadIsAFailure() throws Exception {
    assertThat(run(Handlers.BrokenStream.class)).isEqualTo(1);
    assertThat(run(Handlers.TornStream.class)).isEqualTo(1);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("\"cut\":\"stream\"");
  }

  @Test
  void aCallThatIgnoresItsTimeoutDoesNotKeepTheProcess() throws Exception {
    long start = System.nanoTime();
    assertThat(run(Handlers.Stubborn.class, RuntimeContract.FUNC_TIMEOUT, "1")).isEqualTo(1);
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(20));
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("\"function_timeouts_total\":1,\"function_in_flight\":1");
    Handlers.Stubborn.GO.release();
  }

  @Test
  void onStopIsNotCalledWhileTheCallStillRuns() throws Exception {
    assertThat(run(Handlers.StubbornWithStop.class, RuntimeContract.FUNC_TIMEOUT, "1")).isOne();
    assertThat(Handlers.StubbornWithStop.stopped).isFalse();
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains(
            "\"level\":\"WARNING\"", "onStop is not called, because calls are still running: 1");
    Handlers.StubbornWithStop.GO.release();
  }

  @Test
  void aFunctionThatCannotStartEndsAsAServerWould() throws Exception {
    assertThat(run(Handlers.BrokenStart.class)).isEqualTo(70);
    assertThat(Files.readString(directory.resolve("reason")))
        .isEqualTo(
            "onStart of io.kubeless.runtime.Handlers$BrokenStart threw"
                + " java.lang.IllegalStateException: no database at db:5432");
    assertThat(run(Handlers.BrokenConstructor.class)).isEqualTo(78);
    assertThat(run(Handlers.Returns.class, RuntimeContract.FUNC_TIMEOUT, "soon")).isEqualTo(78);
  }

  /** Runs a process to its end and returns what it printed. */
  private String printed(Class<?> handler) throws Exception {
    Files.writeString(
        directory.resolve(RuntimeContract.DESCRIPTOR), "handler=" + handler.getName() + "\n");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                RuntimeContract.ONE_CALL_CLASS)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isZero();
    return Files.readString(directory.resolve("out"));
  }

  @Test
  void theProcessExitsAlthoughAThreadOfTheFunctionIsStillRunning() throws Exception {
    assertThat(printed(Handlers.LeavesAThread.class)).contains("default/job exits with 0");
  }

  @Test
  void anExceptionThatEndsAThreadOfTheFunctionIsAJsonLine() throws Exception {
    assertThat(printed(Handlers.FailsInAThread.class).lines())
        .allMatch(line -> line.startsWith("{\"time\":\"") && line.endsWith("}"))
        .anyMatch(line -> line.contains("an exception ended the thread refresher"));
  }
}
