package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronCallerTest {
  private static final long MINUTES = System.currentTimeMillis() / 60_000 - 60;
  private static final JsonLog LOG = new JsonLog(new PrintStream(new ByteArrayOutputStream()));

  private static int call(int status, String payload, List<HttpRequest> seen) throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    try (HttpServer server =
        HttpServer.start(
            "function",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              seen.add(request);
              reply.send(HttpResponse.text(status, ""));
            },
            Limits.DEFAULT,
            MemoryBudget.ofHeap(),
            threads)) {
      return CronCaller.call(
          Map.of(
              RuntimeContract.CALL_URL,
              "http://127.0.0.1:" + server.port() + "/",
              RuntimeContract.CALL_PAYLOAD,
              payload,
              RuntimeContract.JOB_NAME,
              "nightly-cron-" + MINUTES,
              RuntimeContract.JOB_NAMESPACE,
              "team-a"),
          LOG);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aScheduledRunIsOneEventWithTheIdOfTheJobAndItsScheduledTime() throws Exception {
    List<HttpRequest> seen = new CopyOnWriteArrayList<>();
    String payload = "{\"a\": \"'\\\"$(x)`\\n\"}";

    assertThat(call(200, payload, seen)).isZero();

    assertThat(seen).hasSize(1);
    FunctionEvent event = new FunctionEvent(new EventReader(List.of()).read(seen.get(0)));
    assertThat(event.id()).isEqualTo("team-a/nightly-cron-" + MINUTES);
    assertThat(event.time()).isEqualTo(Instant.ofEpochSecond(MINUTES * 60));
    assertThat(event.namespace()).isEqualTo("cronjobtrigger.kubeless.io");
    assertThat(event.type()).isEqualTo("application/json");
    assertThat(event.text()).isEqualTo(payload);
  }

  @Test
  void aPayloadThatIsNotJsonIsText() throws Exception {
    List<HttpRequest> seen = new CopyOnWriteArrayList<>();
    call(200, "[1", seen);
    call(200, "", seen);
    assertThat(seen.get(0).header("content-type")).contains("text/plain; charset=utf-8");
    assertThat(seen.get(1).body()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "200, 0", "204, 0", "301, 65", "400, 65", "401, 65", "403, 65", "404, 1", "408, 1", "409, 1",
    "425, 1", "429, 1", "500, 1", "503, 1"
  })
  void theExitCodeReportsWhetherAnotherAttemptMaySucceed(int status, int code) throws Exception {
    assertThat(call(status, "", new CopyOnWriteArrayList<>())).isEqualTo(code);
  }

  @Test
  void aMissingFunctionIsRetried() {
    assertThat(CronCaller.call(Map.of(RuntimeContract.CALL_URL, "http://127.0.0.1:1/"), LOG))
        .isEqualTo(1);
  }
}
