package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import io.kubeless.function.Response;
import io.kubeless.queue.QueueSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.Verdict;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guarantees of the core for all sources of events, tested with one that does not use HTTP. */
@Timeout(120)
class EventSourceTest {
  private final QueueSource queue = new QueueSource();

  /** Behaves as the text of the event requires. */
  public static final class Does implements Handler<Event, Context> {
    static final Semaphore STARTED = new Semaphore(0);
    static final Semaphore GO = new Semaphore(0);

    @Override
    public Object handle(Event event, Context context) throws Exception {
      switch (event.text()) {
        case "refuse" -> throw new HttpException(422, "never");
        case "conflict" -> throw new HttpException(409, "later");
        case "throw" -> throw new IllegalStateException("broken");
        case "redirect" -> {
          return Response.of(302);
        }
        case "second" -> {
          if (context.attempt() == 1) {
            throw new IllegalStateException("not yet");
          }
          return "now";
        }
        case "hang" -> {
          Thread.sleep(60_000);
          return "late";
        }
        case "wait" -> {
          STARTED.release();
          GO.acquire();
          return "went on";
        }
        default -> {
          return event.method() + " " + event.path() + " " + event.namespace();
        }
      }
    }
  }

  @BeforeEach
  void fresh() {
    Does.STARTED.drainPermits();
    Does.GO.drainPermits();
  }

  private RunningFunction start(Map<String, String> environment) throws Exception {
    return RunningFunction.start(
        Does.class,
        "",
        environment,
        List.of(queue),
        CallThreads.create(Runtime.version().feature()));
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) { // bounded by the timeout of the class
      Thread.sleep(5);
    }
  }

  @Test
  void anEventIsAcknowledgedTriedAgainOrADeadLetterByItsOutcome() throws Exception {
    for (String text : List.of("ok", "refuse", "conflict", "throw", "redirect", "second", "hang")) {
      queue.send(text);
    }
    try (RunningFunction function = start(Map.of(RuntimeContract.FUNC_TIMEOUT, "1"))) {
      await(() -> queue.acknowledged().size() + queue.deadLetters().size() == 7);
      function.awaitMetrics("function_in_flight 0\n");
    }
    assertThat(queue.acknowledged()).containsExactlyInAnyOrder("ok", "second");
    assertThat(queue.deadLetters())
        .containsExactlyInAnyOrder(
            "refuse after 1: 422",
            "conflict after 3: 409",
            "throw after 3: 500",
            "redirect after 1: 302",
            "hang after 3: 408");
  }

  @Test
  void aCallHasOneLineOneCountAndItsTraceWhateverItsSource() throws Exception {
    queue.send("ok");
    try (RunningFunction function = start(Map.of())) {
      String line = function.awaitLog("\"logger\":\"access\"");
      assertThat(line.substring(line.indexOf("\"message\"")).replaceFirst("millis\":[^}]*", "…"))
          .isEqualTo(
              "\"message\":\"POST 200\",\"event\":\"queue:ok\","
                  + "\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\",\"function\":\"tested\","
                  + "\"method\":\"POST\",\"path\":\"/queue\",\"status\":200,\"…}");
      function.awaitMetrics("function_in_flight 0\n", "function_calls_total{method=\"POST\"} 1\n");
    }
  }

  @Test
  void aSourceIsPausedWhileAllPermitsAreTakenAndLosesNothing() throws Exception {
    try (RunningFunction function = start(Map.of(RuntimeContract.CONCURRENCY, "1"))) {
      queue.send("wait");
      Does.STARTED.acquire();
      await(() -> queue.history().contains("pause"));
      queue.send("after");
      assertThat(function.get("/").statusCode()).isEqualTo(429);
      Does.GO.release();
      await(() -> queue.acknowledged().size() == 2);
      await(() -> queue.history().stream().filter("resume"::equals).count() >= 1);
    }
    assertThat(queue.acknowledged()).containsExactlyInAnyOrder("wait", "after");
  }

  @Test
  void terminationWaitsForTheCallsOfAllSourcesAndAcceptsNoNewOnes() throws Exception {
    RunningFunction function = start(Map.of());
    queue.send("wait");
    Does.STARTED.acquire();
    Thread end = new Thread(function::drain);
    end.start();
    await(() -> queue.history().contains("drain"));
    assertThat(end.isAlive()).isTrue();
    Does.GO.release();
    end.join(TimeUnit.SECONDS.toMillis(60));
    queue.send("too late");
    assertThat(function.log()).noneMatch(line -> line.contains("onStop is not called"));
    assertThat(queue.acknowledged()).containsExactly("wait");
    assertThat(queue.waiting()).isEqualTo(1);
  }

  @Test
  void theHealthOfEverySourceIsInTheProbes() throws Exception {
    try (RunningFunction function = start(Map.of())) {
      assertThat(probes(function)).isEqualTo("200 OK 200 OK");
      queue.health(Health.notReady("the broker is unreachable"));
      assertThat(probes(function)).isEqualTo("200 OK 503 the broker is unreachable\n");
      queue.health(Health.dead("the consumer has ended"));
      assertThat(probes(function))
          .isEqualTo("503 the consumer has ended\n 503 the consumer has ended\n");
    }
  }

  @Test
  void theReadinessProbeReportsTheStateOfASourceThatIsReady() throws Exception {
    try (RunningFunction function = start(Map.of())) {
      queue.health(Health.ready("queue: last poll 0.1 s ago"));
      assertThat(probes(function)).isEqualTo("200 OK 200 OK\nqueue: last poll 0.1 s ago\n");
    }
  }

  @Test
  void aFunctionWithAnHttpTriggerIsReadyWithoutItsBroker() throws Exception {
    try (RunningFunction function = start(Map.of(RuntimeContract.READY_WITHOUT_SOURCES, "true"))) {
      queue.health(Health.notReady("queue: the broker is unreachable"));
      assertThat(probes(function)).isEqualTo("200 OK 200 OK\nqueue: the broker is unreachable\n");
    }
  }

  @Test
  void aSourceThatWritesItsOwnLinesHasNoOthers() throws Exception {
    queue.logged(false);
    queue.send("ok");
    queue.send("throw");
    try (RunningFunction function = start(Map.of())) {
      await(() -> queue.acknowledged().size() + queue.deadLetters().size() == 2);
      function.awaitMetrics("function_in_flight 0\n");
      assertThat(function.log())
          .noneMatch(line -> line.contains("access") || line.contains("the call failed"));
    }
  }

  private static String probes(RunningFunction function) throws Exception {
    StringBuilder probes = new StringBuilder();
    for (String path : List.of("/livez", "/readyz")) {
      var response = function.get(path);
      probes.append(' ').append(response.statusCode()).append(' ').append(response.body());
    }
    return probes.substring(1);
  }

  @Test
  void theMetricsOfASourceFollowThoseOfCalls() throws Exception {
    queue.send("ok");
    try (RunningFunction function = start(Map.of())) {
      assertThat(function.awaitMetrics("event_acked_total{name=\"a\\\"b\",source=\"queue\"} 1\n"))
          .endsWith(
              "# HELP event_acked_total Events acknowledged.\n"
                  + "# TYPE event_acked_total counter\n"
                  + "event_acked_total{name=\"a\\\"b\",source=\"queue\"} 1\n"
                  + "# HELP event_lag Events waiting.\n"
                  + "# TYPE event_lag gauge\n"
                  + "event_lag 0\n");
    }
  }

  @Test
  void metricsOfTwoSourcesWithOneNameAreOneFamily() {
    SourceMetrics metrics = new SourceMetrics();
    metrics.counter("a_total", "A.", Map.of("topic", "x\\y\nz"), 1);
    metrics.gauge("b", "B.", Map.of(), 2);
    metrics.counter("a_total", "A.", Map.of("topic", "w"), 3);
    assertThat(metrics.exposition())
        .isEqualTo(
            "# HELP a_total A.\n# TYPE a_total counter\na_total{topic=\"x\\\\y\\nz\"} 1\n"
                + "a_total{topic=\"w\"} 3\n# HELP b B.\n# TYPE b gauge\nb 2\n");
  }

  @Test
  void theVerdictFollowsTheStatus() {
    for (int status : new int[] {200, 204, 299}) {
      assertThat(Verdict.of(status)).isEqualTo(Verdict.ACKNOWLEDGE);
    }
    for (int status : new int[] {404, 408, 409, 425, 429, 500, 503, 599}) {
      assertThat(Verdict.of(status)).isEqualTo(Verdict.RETRY);
    }
    for (int status : new int[] {300, 304, 400, 401, 410, 422}) {
      assertThat(Verdict.of(status)).isEqualTo(Verdict.DEAD_LETTER);
    }
  }

  @Test
  void theCoreAndTheScheduledRunDoNotUseHttp() {
    ArchRuleDefinition.noClasses()
        .that()
        .belongToAnyOf(
            FunctionCalls.class,
            Answers.class,
            CallRecord.class,
            FunctionEvent.class,
            InputBinding.class,
            Permits.class,
            ScheduledRunSource.class,
            OneCall.class)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.kubeless.runtime.http..")
        .check(new ClassFileImporter().importPackages("io.kubeless.runtime"));
  }

  @Test
  void aSourceNeedsOnlyTheSpiAndTheApi() {
    ArchRuleDefinition.classes()
        .that()
        .resideInAnyPackage("io.kubeless.queue..", "io.kubeless.runtime.source..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.kubeless.queue..",
            "io.kubeless.runtime.source..",
            "io.kubeless.function..",
            "java..",
            "org.jspecify..")
        .check(new ClassFileImporter().importPackages("io.kubeless"));
  }
}
