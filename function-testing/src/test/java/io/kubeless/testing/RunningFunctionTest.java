package io.kubeless.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.HttpException;
import io.kubeless.function.RetryableException;
import io.kubeless.function.TypedEvent;
import io.kubeless.function.TypedHandler;
import io.kubeless.runtime.source.Verdict;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunningFunctionTest {
  record Order(String item, int quantity) {}

  record Receipt(List<Order> orders) {}

  private static final Contexts ORDERS = Contexts.named("orders");

  static final class Orders implements TypedHandler<List<Order>, Receipt> {
    @Override
    public Receipt apply(List<Order> orders, Context context) {
      return new Receipt(orders);
    }
  }

  abstract static class Base<T> implements Handler<TypedEvent<T>, Context> {
    @Override
    public CompletionStage<Optional<T>> handle(TypedEvent<T> event, Context context) {
      return CompletableFuture.completedFuture(Optional.of(event.data()));
    }
  }

  static final class Echo extends Base<Order> {}

  static final class Show implements Handler<Event, Context> {
    @Override
    public String handle(Event event, Context context) throws Exception {
      context.logger().log(System.Logger.Level.WARNING, "saw " + event.text());
      switch (event.text()) {
        case "refuse":
          throw new HttpException(422, "no such item");
        case "retry":
          throw new RetryableException(
              "busy", Duration.ofSeconds(3), new IllegalStateException("locked"));
        case "fail":
          throw new IllegalStateException("broken");
        case "wait":
          Thread.sleep(60_000);
          return "";
        default:
          return event.method()
              + " "
              + event.path()
              + " "
              + event.query()
              + " "
              + event.header("x-one")
              + " "
              + event.header("kafka-key")
              + " "
              + context.attempt();
      }
    }
  }

  @Test
  void aRequestArrivesAsItWasBuilt() {
    try (RunningFunction show = RunningFunction.start(new Show(), Contexts.named("show"))) {
      HttpResponse<String> answer =
          show.send(
              Events.http("PUT", "/a")
                  .query("q", "ö &")
                  .query("q", "2")
                  .header("X-One", "1")
                  .build());
      assertThat(answer.body()).isEqualTo("PUT /a {q=[ö &, 2]} Optional[1] Optional.empty 1");
      assertThat(show.get("/b?c=d").body())
          .isEqualTo("GET /b {c=[d]} Optional.empty Optional.empty 1");
      assertThat(show.uri("/b?c=d").getPath()).isEqualTo("/b");
    }
  }

  @Test
  void valuesAreBoundAndWrittenAsInTheImage() {
    try (RunningFunction orders = RunningFunction.start(new Orders(), ORDERS);
        RunningFunction echo = RunningFunction.start(new Echo(), ORDERS)) {
      Event two = Events.of(List.of(new Order("book", 2), new Order("pen", 1)));
      assertThat(orders.send(two).body())
          .isEqualTo(
              "{\"orders\":[{\"item\":\"book\",\"quantity\":2},{\"item\":\"pen\",\"quantity\":1}]}");
      assertThat(orders.deliver(Events.http("POST", "/").body("{}").build()).status())
          .isEqualTo(400);
      assertThat(echo.deliver(Events.kafka("orders").typed(new Order("book", 2))).text())
          .isEqualTo("{\"item\":\"book\",\"quantity\":2}");
    }
  }

  @Test
  void aLambdaGetsPlainEvents() {
    Handler<Event, Context> upper = (event, context) -> event.text().toUpperCase();
    try (RunningFunction function = RunningFunction.start(upper, Contexts.named("upper"))) {
      assertThat(function.post("duke").body()).isEqualTo("DUKE");
    }
  }

  @Test
  void aMessageIsDeliveredWithItsAttempt() {
    try (RunningFunction show = RunningFunction.start(new Show(), Contexts.named("show"))) {
      Event record = Events.kafka("orders").key("duke").body("a book").build();
      assertThat(show.deliver(record, 3))
          .isEqualTo(
              new Delivered(
                  Verdict.ACKNOWLEDGE,
                  200,
                  "POST / {} Optional.empty Optional[duke] 3",
                  "",
                  Optional.empty(),
                  Optional.empty()));
    }
  }

  private static String shown(Event event) {
    return String.join(
        "\n",
        event.id(),
        event.type(),
        event.time().toString(),
        event.namespace(),
        event.method() + " " + event.path() + " " + event.fullPath(),
        event.contentType().orElse(""),
        new TreeMap<>(event.cloudEvent()).toString(),
        event.text(),
        event.headers().entrySet().stream()
            .filter(header -> header.getKey().matches("(ce-|event-|content-type).*"))
            .map(Object::toString)
            .sorted()
            .toList()
            .toString());
  }

  @Test
  void builtEventsAreThoseThatTheRuntimeReads() {
    Handler<Event, Context> shows = (event, context) -> shown(event);
    try (RunningFunction function = RunningFunction.start(shows, Contexts.named("shows"))) {
      List<Event> events =
          List.of(
              Events.cloudEvent("com.acme.order.created").body("{}").build(),
              Events.cloudEvent("com.acme.order.created")
                  .id("7")
                  .source("/shop")
                  .subject("Käse, 100 % \"reif\"")
                  .time(Instant.parse("2026-11-24T10:00:00.5Z"))
                  .attribute("region", "eu")
                  .contentType("text/plain")
                  .body("a book")
                  .build(),
              Events.cron(""),
              Events.cron("tick"),
              Events.cron("{\"keepDays\":30}"));
      for (Event event : events) {
        assertThat(function.send(event).body()).isEqualTo(shown(event));
        assertThat(function.deliver(event).text()).isEqualTo(shown(event));
      }
    }
  }

  @Test
  void eachFailureHasTheVerdictOfATrigger() {
    Contexts short1 = Contexts.named("show").withTimeout(Duration.ofSeconds(1));
    try (RunningFunction show = RunningFunction.start(new Show(), short1)) {
      Delivered refused = show.deliver(Events.text("refuse"));
      assertThat(refused.verdict() + " " + refused.status() + " " + refused.reason())
          .isEqualTo("DEAD_LETTER 422 no such item");
      Delivered retried = show.deliver(Events.text("retry"));
      assertThat(retried.verdict() + " " + retried.retryAfter()).isEqualTo("RETRY Optional[PT3S]");
      Delivered failed = show.deliver(Events.text("fail"));
      assertThat(failed.verdict() + " " + failed.status()).isEqualTo("RETRY 500");
      assertThat(failed.thrown().orElseThrow()).hasMessage("broken");
      Delivered late = show.deliver(Events.text("wait"));
      assertThat(late.verdict() + " " + late.status()).isEqualTo("RETRY 408");
      assertThat(show.metric("function_failures_total{method=\"POST\"}")).isPositive();
    }
  }

  @Test
  void theLogContainsWhatTheHandlerLoggedAndALineForTheCall() {
    try (RunningFunction show = RunningFunction.start(new Show(), Contexts.named("show"))) {
      show.send(Events.http("POST", "/a").body("x").header("Event-Id", "7").build());

      LogLine warning = show.logs().get(0);
      assertThat(warning.level() + " " + warning.logger() + " " + warning.message())
          .isEqualTo("WARNING show saw x");
      assertThat(warning.fields()).containsEntry("event", "7");
      assertThat(show.logs().get(1).fields()).containsEntry("status", 200L);
      assertThat(show.metrics()).contains("function_calls_total{method=\"POST\"} 1\n");
      assertThat(show.metric("no_such_sample")).isZero();
    }
  }

  @Test
  void aFunctionThatDoesNotStartReportsWhy() {
    Handler<Event, Context> broken =
        new Handler<>() {
          @Override
          public void onStart(Context context) {
            throw new IllegalStateException("the Secret signing has no key");
          }

          @Override
          public String handle(Event event, Context context) {
            return "";
          }
        };
    assertThatThrownBy(() -> RunningFunction.start(broken, Contexts.named("broken")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("onStart of " + broken.getClass().getName() + " threw ")
        .hasMessageEndingWith("the Secret signing has no key");
    assertThatThrownBy(
            () ->
                RunningFunction.start(
                    new Show(), Contexts.named("show"), Map.of("KUBELESS_CONCURRENCY", "0")))
        .hasMessageContaining("KUBELESS_CONCURRENCY");
  }

  @Test
  void theLogContainsWhatWasLoggedWithOtherLoggersOfTheJdk() {
    Handler<Event, Context> logs =
        new Handler<>() {
          @Override
          public void onStart(Context context) {
            java.util.logging.Logger.getLogger("com.acme.Start").warning("starts");
          }

          @Override
          public String handle(Event event, Context context) {
            java.util.logging.Logger.getLogger("com.acme.Jul")
                .log(java.util.logging.Level.SEVERE, "saw {0}", event.text());
            System.getLogger("com.acme.System").log(System.Logger.Level.INFO, "logged");
            return "";
          }
        };
    Handler<Event, Context> silent = (event, context) -> "";
    try (RunningFunction function = RunningFunction.start(logs, Contexts.named("logs"));
        RunningFunction other = RunningFunction.start(silent, Contexts.named("other"))) {
      function.send(Events.http("POST", "/").body("x").header("Event-Id", "7").build());
      other.post("y");
      java.util.logging.Logger.getLogger("com.acme.Test").warning("of the test itself");

      assertThat(function.logs())
          .extracting(line -> line.level() + " " + line.logger() + " " + line.message())
          .contains(
              "WARNING com.acme.Start starts",
              "ERROR com.acme.Jul saw x",
              "INFO com.acme.System logged")
          .noneMatch(line -> line.contains("com.acme.Test"));
      assertThat(function.logs().stream().filter(line -> line.logger().equals("com.acme.Jul")))
          .singleElement()
          .satisfies(line -> assertThat(line.fields()).containsEntry("event", "7"));
      assertThat(other.logs()).noneMatch(line -> line.logger().startsWith("com.acme"));
    }
  }

  @Test
  void noThreadIsLeftOfAFunctionThatDidNotStart() throws Exception {
    Handler<Event, Context> broken =
        new Handler<>() {
          @Override
          public void onStart(Context context) {
            throw new IllegalStateException("broken");
          }

          @Override
          public String handle(Event event, Context context) {
            return "";
          }
        };
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> RunningFunction.start(broken, Contexts.named("broken")))
          .hasMessageContaining("broken");
    }
    for (int i = 0; i < 500 && !added(before).isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(added(before)).isEmpty();
  }

  private static List<String> added(Set<Thread> before) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.matches("call-deadlines.*|late-call.*|function.*|request.*|http.*"))
        .toList();
  }

  @Test
  void nothingIsLeftOfAFunctionThatEnded() throws Exception {
    String name = "ended-" + ProcessHandle.current().pid();
    RunningFunction show =
        RunningFunction.start(new Show(), Contexts.named(name).withSecret("s", Map.of("k", "v")));
    assertThat(directories(name)).hasSize(1);
    show.close();

    assertThatThrownBy(() -> show.get("/")).hasRootCauseInstanceOf(IOException.class);
    for (int i = 0; i < 1000 && !watchers().isEmpty(); i++) {
      Thread.sleep(10);
    }
    assertThat(watchers()).isEmpty();
    assertThat(directories(name)).isEmpty();
  }

  private static List<String> watchers() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("call-deadlines") || name.startsWith("late-call"))
        .toList();
  }

  private static List<Path> directories(String name) throws IOException {
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return all.filter(path -> path.getFileName().toString().startsWith("function-" + name))
          .toList();
    }
  }
}
