package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The configuration that a function reads, and the retries of a failed run, on a real node. */
class ScheduledRunsIT {
  private static final String CRON = "docs/cron.md";
  private static final String SOURCE =
      """
      package com.acme;

      import io.kubeless.function.*;

      public final class Hello implements Handler<Event, Context> {
        private final java.util.concurrent.atomic.AtomicInteger attempts =
            new java.util.concurrent.atomic.AtomicInteger();

        @Override
        public String handle(Event event, Context context) {
          if (event.text().isEmpty()) {
            return System.getenv("A") + "|" + System.getenv("B") + "|" + System.getenv("C");
          }
          int attempt = attempts.incrementAndGet();
          context.logger().log(System.Logger.Level.INFO, "attempt " + attempt + " <" + event.text() + ">");
          if (attempt < 3) {
            throw new IllegalStateException("not yet");
          }
          return "done";
        }
      }
      """;

  @Test
  void aScheduledRunThatFailsHasTwoMoreAttemptsWithTheSamePayload() throws IOException {
    Cluster cluster = Cluster.namespace("it-runs");
    Path hello = Projects.example("hello", "runs");
    Projects.write(hello, "src/main/java/com/acme/Hello.java", SOURCE);
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        """
        memory: 128Mi
        timeout: 1s
        env:
          A: $(HOME) $(FUNC_PORT)
          B: $$ $$(A) $ é€
          C: ${HOME} $x
        triggers:
        - cronjob: {schedule: "0 0 1 1 *", payload: "$$5 $(KUBELESS_JOB_NAME) $(NOPE) é€", concurrency: replace, startingDeadline: 5m, attempts: 3}
        """);
    cluster.deploy(hello).succeeds();

    assertThat(cluster.call("hello", "/", "-G"))
        .isEqualTo("$(HOME) $(FUNC_PORT)|$$ $$(A) $ é€|${HOME} $x");

    cluster.kubectl("create", "job", "now", "--from=cronjob/hello-cron");
    cluster.kubectl("wait", "--for=condition=complete", "job/now", "--timeout=300s");
    assertThat(cluster.json("get", "job", "now").path("status").path("failed").asInt())
        .isEqualTo(2);
    String log = cluster.kubectl("logs", "deployment/hello");
    assertThat(log)
        .contains("attempt 3 <$$5 $(KUBELESS_JOB_NAME) $(NOPE) é€>")
        .doesNotContain("attempt 4");
  }

  @Test
  @OnCluster
  @Executes(value = CRON, sentences = true)
  void everyCommandOfThePageOnSchedulesSucceeds() throws Exception {
    Cluster cluster = Cluster.namespace("it-cron-page");
    Path hello = Projects.example("hello", "cron-page");
    Page page = Page.of(CRON);
    try (Reader reader = Reader.on(cluster, hello, 18390).here("<job>", "hello-now")) {
      for (Page.Code code : page.code()) {
        if (code.file().isEmpty()) {
          reader.type(page, code);
        } else {
          reader.read(page, code);
        }
        if (code.commands().contains("kubectl logs deployment/hello")) {
          assertThat(reader.output()).contains("job.batch/hello-now condition met", "POST 200");
        }
      }
    }
  }
}
