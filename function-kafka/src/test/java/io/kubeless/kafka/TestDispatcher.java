package io.kubeless.kafka;

import io.kubeless.kafka.KafkaSettings.Mode;
import io.kubeless.kafka.KafkaSettings.Order;
import io.kubeless.kafka.KafkaSettings.Start;
import io.kubeless.runtime.source.Answer;
import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.FailurePolicy;
import io.kubeless.runtime.source.FailurePolicy.OnFailure;
import io.kubeless.runtime.source.InFlightJournal;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.RetryPolicy;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.TriggerMetrics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Dispatchers without a broker. */
final class TestDispatcher {
  static final System.Logger LOGGER = System.getLogger("test");

  private TestDispatcher() {}

  static KafkaSettings settings() {
    return new KafkaSettings(
        "t",
        "kafka:9092",
        "t",
        Mode.STREAM,
        "g",
        false,
        Optional.empty(),
        Order.PARTITION,
        1,
        new FailurePolicy(RetryPolicy.DEFAULT, OnFailure.SKIP, Optional.empty()),
        Start.EARLIEST,
        false,
        Optional.empty(),
        Optional.empty(),
        Map.of());
  }

  /** Returns a dispatcher whose function succeeds, on the thread that adds a record. */
  static Dispatcher create(Path directory) {
    KafkaSettings settings = settings();
    SourceContext context =
        new SourceContext(
            Map.of(),
            "f",
            Duration.ofSeconds(1),
            1,
            LOGGER,
            message -> {
              throw new IllegalStateException("no message is read");
            },
            Runnable::run,
            (cause, reason) -> {});
    Calls calls = delivery -> delivery.deliver(new Outcome.Answered(Answer.of(200)));
    return new Dispatcher(
        1,
        context.threads(),
        new Attempts("Kafka trigger t", settings.failures(), "", calls, context),
        new DeadLetters(settings, new ClientProperties(settings, 64 << 20)),
        new DeadLetterRetries(settings, LOGGER),
        InFlightJournal.open(directory.resolve("journal"), 1),
        new TriggerMetrics("kafka", "t"));
  }
}
