package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.Health;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A function with more calls than it can process: refused calls, timeouts, probes and shutdown. */
@Timeout(120)
class SaturationTest {
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void fresh() {
    Handlers.Waits.GO.drainPermits();
    Handlers.Waits.STARTED.drainPermits();
  }

  private CompletableFuture<HttpResponse<String>> call(int port, String path, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void theExcessIs429AndProbesAnswerAllTheWhile() throws Exception {
    int management = FreePort.choose();
    Map<String, String> environment =
        Map.of(RuntimeContract.CONCURRENCY, "2", RuntimeContract.MANAGEMENT_PORT, "" + management);
    try (RunningFunction function = RunningFunction.start(Handlers.Waits.class, "", environment)) {
      List<CompletableFuture<HttpResponse<String>>> accepted = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        accepted.add(call(function.port(), "/"));
      }
      Handlers.Waits.STARTED.acquire(2);
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> refused = call(function.port(), "/").get();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      }
      assertThat(call(management, "/livez").get().statusCode()).isEqualTo(200);
      assertThat(call(management, "/readyz").get().statusCode()).isEqualTo(200);
      assertThat(call(management, "/metrics").get().body())
          .contains("function_in_flight 2\n", "function_rejected_total 20\n");
      Handlers.Waits.GO.release(2);
      for (CompletableFuture<HttpResponse<String>> each : accepted) {
        assertThat(each.get().body()).isEqualTo("went on");
      }
      assertThat(call(management, "/unknown").get().statusCode()).isEqualTo(404);
      assertThat(call(management, "/livezfoo").get().statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aCallOutOfTimeIs504ToClients408ToSendersAndInterruptsItsThread() throws Exception {
    try (RunningFunction function =
        RunningFunction.start(
            Handlers.Waits.class, "", Map.of(RuntimeContract.FUNC_TIMEOUT, "1"))) {
      CompletableFuture<HttpResponse<String>> plain = call(function.port(), "/");
      CompletableFuture<HttpResponse<String>> event =
          call(function.port(), "/", "event-namespace", "cli.kubeless.io");
      assertThat(plain.get().statusCode()).isEqualTo(504);
      assertThat(event.get().statusCode()).isEqualTo(408);
      assertThat(plain.get().body())
          .isEqualTo(
              "{\"title\":\"Gateway Timeout\",\"status\":504,"
                  + "\"detail\":\"the function took too long\"}\n");
      assertThat(function.get("/metrics").statusCode()).isEqualTo(200);
      function.awaitMetrics("function_timeouts_total 2\n");
      function.awaitMetrics("function_stuck 0\n"); // the interrupt has ended their threads
    }
  }

  @Test
  void callsThatIgnoreTheirInterruptFailTheLivenessProbeOnceTheyAreMany() throws Exception {
    Map<String, String> environment =
        Map.of(RuntimeContract.FUNC_TIMEOUT, "1", RuntimeContract.CONCURRENCY, "4");
    try (RunningFunction function = RunningFunction.start(Handlers.Waits.class, "", environment)) {
      assertThat(call(function.port(), "/stubborn").get().statusCode()).isEqualTo(504);
      assertThat(function.get("/livez").statusCode()).isEqualTo(200);
      call(function.port(), "/stubborn").get();
      call(function.port(), "/stubborn").get();
      HttpResponse<String> dead = function.get("/livez");
      assertThat(dead.statusCode() + " " + dead.body())
          .isEqualTo("503 3 calls still run after their timeout\n");
      Handlers.Waits.GO.release(3);
    }
  }

  @Test
  void idleConnectionsOnTheManagementPortDoNotStopProbes() throws Exception {
    int management = FreePort.choose();
    Map<String, String> environment = Map.of(RuntimeContract.MANAGEMENT_PORT, "" + management);
    List<Socket> idle = new ArrayList<>();
    try (RunningFunction function =
        RunningFunction.start(Handlers.Returns.class, "", environment)) {
      for (int i = 0; i < 64; i++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), management);
        idle.add(socket);
        socket
            .getOutputStream()
            .write("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        socket.getInputStream().read();
      }
      // The kubelet restarts a container after three failed probes at intervals of ten seconds.
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      int status = 0;
      while (status != 200 && System.nanoTime() < end) {
        status = call(management, "/livez").get().statusCode();
      }
      assertThat(status).isEqualTo(200);
      assertThat(function.get("/string").statusCode()).isEqualTo(200);
    } finally {
      for (Socket each : idle) {
        each.close();
      }
    }
  }

  @Test
  void aStuckCallFailsTheLivenessProbeWhereOneCallIsAllThereIs() throws Exception {
    Map<String, String> environment =
        Map.of(RuntimeContract.FUNC_TIMEOUT, "1", RuntimeContract.CONCURRENCY, "1");
    try (RunningFunction function = RunningFunction.start(Handlers.Waits.class, "", environment)) {
      assertThat(call(function.port(), "/stubborn").get().statusCode()).isEqualTo(504);
      assertThat(function.get("/livez").statusCode()).isEqualTo(503);
      Handlers.Waits.GO.release();
      function.awaitMetrics("function_stuck 0\n");
      assertThat(function.get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aProcessWithoutThreadsForNewCallsFailsTheLivenessProbe() {
    Duration longest = Duration.ofSeconds(10);
    assertThat(HttpSource.health(longest, longest)).isEqualTo(Health.READY);
    assertThat(HttpSource.health(Duration.ofSeconds(11), longest))
        .isEqualTo(Health.dead("no thread has been free for a new call for 11 seconds"));
  }

  @Test
  void aFunctionThatHasHadNoThreadForNewCallsForTheLengthOfACallFailsItsLivenessProbe()
      throws Exception {
    int management = FreePort.choose();
    AtomicBoolean fails = new AtomicBoolean();
    Executor pool = CallThreads.create(Runtime.version().feature());
    Executor threads =
        task -> {
          if (fails.get()) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          pool.execute(task);
        };
    Map<String, String> environment =
        Map.of(RuntimeContract.FUNC_TIMEOUT, "1", RuntimeContract.MANAGEMENT_PORT, "" + management);
    try (RunningFunction function =
        RunningFunction.start(Handlers.Returns.class, "", environment, List.of(), threads)) {
      assertThat(call(management, "/livez").get().statusCode()).isEqualTo(200);
      fails.set(true);
      awaitStatus(management, 503);
      assertThat(call(management, "/livez").get().body())
          .startsWith("no thread has been free for a new call for ");
      fails.set(false);
      awaitStatus(management, 200);
      assertThat(function.get("/string").statusCode()).isEqualTo(200);
    }
  }

  /** Waits until the liveness probe has a status. */
  private void awaitStatus(int management, int status) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    int now = 0;
    while (now != status && System.nanoTime() < end) {
      Thread.sleep(20);
      now = call(management, "/livez").get().statusCode();
    }
    assertThat(now).isEqualTo(status);
  }

  @Test
  void aStoppedFunctionIsNotReadyEndsItsCallsAndIsStoppedOnce() throws Exception {
    int management = FreePort.choose();
    Handlers.Counts.STARTS.set(0);
    Handlers.Counts.STOPS.set(0);
    RunningFunction counts = RunningFunction.start(Handlers.Counts.class);
    assertThat(counts.get("/").body()).isEqualTo("1 0");
    counts.drain();
    assertThat(Handlers.Counts.STOPS.get()).isEqualTo(1);

    Map<String, String> environment =
        Map.of(RuntimeContract.DRAIN_DELAY, "3", RuntimeContract.MANAGEMENT_PORT, "" + management);
    RunningFunction waits = RunningFunction.start(Handlers.Waits.class, "", environment);
    CompletableFuture<HttpResponse<String>> inFlight = call(waits.port(), "/");
    Handlers.Waits.STARTED.acquire();
    // Not in the common pool: with a single thread, the responses of the client would wait for it.
    Thread drain = new Thread(waits::drain);
    drain.start();
    while (call(management, "/readyz").get().statusCode() == 200) {
      Thread.onSpinWait();
    }
    CompletableFuture<HttpResponse<String>> late = call(waits.port(), "/");
    Handlers.Waits.STARTED.acquire();
    Handlers.Waits.GO.release(2);
    assertThat(late.get().headers().firstValue("Connection")).contains("close");
    assertThat(inFlight.get().body()).isEqualTo("went on");
    drain.join();
  }

  @Test
  void probesOnTheFunctionsPortHideNothingElse() throws Exception {
    try (RunningFunction function = RunningFunction.start(Handlers.Returns.class)) {
      assertThat(function.get("/healthz").body()).isEqualTo("OK");
      assertThat(function.get("/healthz/").body()).isEqualTo("GET /healthz/");
    }
  }
}
