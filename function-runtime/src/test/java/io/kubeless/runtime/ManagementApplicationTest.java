package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class ManagementApplicationTest {
  private final CallDeadlines deadlines = new CallDeadlines(Duration.ofSeconds(1));
  private final ManagementApplication application =
      new ManagementApplication(new Metrics(), deadlines, 0, true);

  private HttpResponse get(String path) {
    return application
        .answer(new HttpRequest("GET", path, "", Map.of(), new byte[0]))
        .orElseThrow();
  }

  @Test
  void aReadinessProbeDuringTheStartIsAnsweredWhenItEnds() throws Exception {
    for (boolean starts : List.of(true, false)) {
      ManagementApplicationTest function = new ManagementApplicationTest();
      FutureTask<HttpResponse> probe = new FutureTask<>(() -> function.get("/readyz"));
      Thread thread = new Thread(probe, "probe");
      thread.start();
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        assertThat(probe.isDone()).as("answered before the start has ended").isFalse();
        Thread.onSpinWait();
      }
      assertThat(function.get("/livez").status()).isEqualTo(200);
      function.application.ready(starts);
      assertThat(probe.get().status()).isEqualTo(starts ? 200 : 503);
      function.deadlines.close();
    }
  }

  @Test
  void aReadinessProbeIsAnsweredWithoutAnEndOfTheStart() {
    assertThat(get("/readyz").status()).isEqualTo(503);
    deadlines.close();
  }
}
