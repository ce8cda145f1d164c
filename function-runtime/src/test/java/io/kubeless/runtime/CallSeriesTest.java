package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.runtime.source.BrokerDelivery;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.StoredMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that share readings of the clock. */
@Timeout(60)
class CallSeriesTest {
  private final Metrics metrics = new Metrics();
  private final List<Outcome> outcomes = new ArrayList<>();

  private Calls.Series series(Handler<Event, Context> handler, Duration timeout) throws Exception {
    JsonLog log = JsonLog.process();
    return new FunctionCalls(
            new LoadedFunction(handler, Optional.empty(), Optional.empty(), Optional.empty()),
            FunctionContext.of(Settings.from(Map.of()), new FunctionLogger("f", log)),
            new Permits(1, List.of()),
            new CallDeadlines(timeout),
            metrics,
            log)
        .series();
  }

  private BrokerDelivery delivery(int number) {
    ReceivedMessage message =
        new StoredMessage(
            "t:0:" + number,
            Instant.EPOCH,
            "kafkatrigger.kubeless.io",
            Map.of(),
            new byte[0],
            1,
            new ReceivedMessage.Binding("ce_", false, false));
    return new BrokerDelivery(message, new Messages(), this::decide);
  }

  private Decision decide(ReceivedMessage message, Outcome outcome) {
    outcomes.add(outcome);
    return Decision.Succeeded.VALUE;
  }

  private double metric(String name) {
    Matcher matcher =
        Pattern.compile("(?m)^" + Pattern.quote(name) + " (.+)$").matcher(metrics.exposition(0));
    assertThat(matcher.find()).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  private double atMost(String seconds) {
    return metric("function_duration_seconds_bucket{method=\"POST\",le=\"" + seconds + "\"}");
  }

  private double seconds() {
    return metric("function_duration_seconds_sum{method=\"POST\"}");
  }

  @Test
  void callsThatAreReadTogetherAreCountedAndHaveTheTimeBetweenTheReadings() throws Exception {
    long start = System.nanoTime();
    long end;
    try (Calls.Series series = series((event, context) -> null, Duration.ofHours(1))) {
      for (int i = 0; i < 10; i++) {
        series.call(delivery(i));
      }
      end = series.nanoTime();
    }
    assertThat(atMost("+Inf")).isEqualTo(10);
    assertThat(atMost("0.001")).isGreaterThanOrEqualTo(9); // on a busy machine, one is slow
    assertThat(seconds()).isPositive().isLessThanOrEqualTo((end - start) / 1e9);
    assertThat(metrics.inFlight()).isZero();
  }

  @Test
  void ofCallsThatAreReadTogetherAndAreSlowOneHasTheWholeTime() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Handler<Event, Context> handler =
        (event, context) -> {
          if (calls.incrementAndGet() == 2) {
            Thread.sleep(12);
          }
          return null;
        };
    try (Calls.Series series = series(handler, Duration.ofHours(1))) {
      for (int i = 0; i < 4; i++) {
        series.call(delivery(i));
      }
    }
    assertThat(atMost("0.001")).isEqualTo(3);
    assertThat(atMost("0.01")).isEqualTo(3);
    assertThat(atMost("+Inf")).isEqualTo(4);
    assertThat(seconds()).isGreaterThanOrEqualTo(0.012);
  }

  @Test
  void aCallThatIsReadAloneHasItsOwnTime() throws Exception {
    Handler<Event, Context> handler =
        (event, context) -> {
          Thread.sleep(3);
          return null;
        };
    try (Calls.Series series = series(handler, Duration.ofHours(1))) {
      for (int i = 0; i < 3; i++) {
        series.call(delivery(i));
        series.nanoTime();
      }
    }
    assertThat(atMost("0.0025")).isZero();
    assertThat(atMost("+Inf")).isEqualTo(3);
  }

  @Test
  void aFailureAmongCallsThatAreReadTogetherIsCountedAsOne() throws Exception {
    Handler<Event, Context> handler =
        (event, context) -> {
          if (event.id().equals("t:0:3")) {
            throw new IllegalStateException("a test's");
          }
          return null;
        };
    try (Calls.Series series = series(handler, Duration.ofHours(1))) {
      for (int i = 0; i < 8; i++) {
        series.call(delivery(i));
      }
    }
    assertThat(metric("function_failures_total{method=\"POST\"}")).isEqualTo(1);
    assertThat(metric("function_calls_total{method=\"POST\"}")).isEqualTo(8);
  }

  @Test
  void aTimeoutAmongCallsThatAreReadTogetherIsThatOfOneCall() throws Exception {
    Map<String, Integer> interrupted = new ConcurrentHashMap<>();
    Handler<Event, Context> handler =
        (event, context) -> {
          long end = System.nanoTime() + (event.id().endsWith("7") ? 2_000_000_000L : 1000);
          while (System.nanoTime() - end < 0) {
            if (Thread.currentThread().isInterrupted()) {
              interrupted.merge(event.id(), 1, Integer::sum);
              return null;
            }
          }
          return null;
        };
    try (Calls.Series series = series(handler, Duration.ofMillis(200))) {
      for (int i = 0; i < 20; i++) {
        series.call(delivery(i));
      }
    }
    assertThat(outcomes).hasSize(20);
    assertThat(outcomes.get(7)).isInstanceOf(Outcome.TimedOut.class);
    assertThat(outcomes.get(17)).isInstanceOf(Outcome.TimedOut.class);
    assertThat(outcomes.stream().filter(Outcome.TimedOut.class::isInstance)).hasSize(2);
    assertThat(interrupted).isEqualTo(Map.of("t:0:7", 1, "t:0:17", 1));
    assertThat(metric("function_timeouts_total")).isEqualTo(2);
    assertThat(atMost("+Inf")).isEqualTo(20);
    assertThat(atMost("0.1")).isEqualTo(18);
  }
}
