package io.kubeless.kafka;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Failure;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.TraceParent;
import io.kubeless.runtime.source.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Calls the function for records and decides what is done with them. Writes one line to the log for
 * each failed attempt.
 */
final class Attempts {
  /** The number of ends of the process after which an event is given up. */
  static final int MOST_DEATHS = 2;

  private final KafkaSettings settings;
  private final Calls calls;
  private final MessageReader messages;
  private final System.Logger logger;
  private final ProcessEnd end;

  Attempts(
      KafkaSettings settings,
      Calls calls,
      MessageReader messages,
      System.Logger logger,
      ProcessEnd end) {
    this.settings = settings;
    this.calls = calls;
    this.messages = messages;
    this.logger = logger;
    this.end = end;
  }

  /** Calls the function, and returns when the handler has ended. */
  Decision run(PendingRecord pending) {
    ConsumerRecord<byte[], byte[]> record = pending.record();
    String parent = pending.traceParent();
    String traceId = TraceParent.traceId(Optional.of(parent));
    int attempt = pending.attempts + 1;
    if (pending.deaths >= MOST_DEATHS) {
      Failure failure = Failure.ofDeaths(pending.deaths, traceId, pending.attempts);
      return giveUp(record, failure, Optional.empty());
    }
    KafkaDelivery delivery =
        new KafkaDelivery(
            record,
            attempt,
            messages,
            Map.of("traceparent", List.of(parent)),
            outcome -> decide(record, outcome, attempt, traceId));
    calls.call(delivery);
    Decision decision = delivery.decision();
    return decision == null ? new Decision.Keep() : decision;
  }

  private Decision decide(
      ConsumerRecord<?, ?> record, Outcome outcome, int attempt, String traceId) {
    if (outcome.verdict() == Verdict.ACKNOWLEDGE) {
      return new Decision.Succeeded();
    }
    if (outcome instanceof Outcome.Rejected) {
      return new Decision.Postpone();
    }
    Optional<Throwable> cause = cause(outcome);
    if (cause.isPresent() && cause.get() instanceof Error) {
      String line = "an error has ended the processing of event " + RecordMessages.id(record);
      logger.log(System.Logger.Level.ERROR, line, cause.get());
      end.request(ProcessEnd.Cause.FAILURE, line + ": " + cause.get().getClass().getName());
      return new Decision.Keep();
    }
    Failure failure = Failure.of(outcome, traceId, attempt);
    Optional<Duration> delay =
        settings.retries().next(outcome, attempt, ThreadLocalRandom.current());
    if (delay.isEmpty()) {
      return giveUp(record, failure, cause);
    }
    log(record, failure, "next attempt in " + seconds(delay.get()) + " s", cause);
    return new Decision.Retry(delay.get());
  }

  private Decision giveUp(ConsumerRecord<?, ?> record, Failure failure, Optional<Throwable> cause) {
    return switch (settings.onFailure()) {
      case DEAD_LETTER -> {
        String topic = settings.deadLetterTopic().orElse("");
        log(record, failure, "the event becomes a dead letter in " + topic, cause);
        yield new Decision.WriteDeadLetter(failure);
      }
      case SKIP -> {
        log(record, failure, "the event is skipped", cause);
        yield new Decision.Skip();
      }
      case STOP -> {
        String partition = record.topic() + ":" + record.partition();
        log(record, failure, "no further event of partition " + partition + " is processed", cause);
        yield new Decision.StopPartition();
      }
    };
  }

  private static Optional<Throwable> cause(Outcome outcome) {
    if (outcome instanceof Outcome.Failed failed) {
      return Optional.of(failed.cause());
    }
    return outcome instanceof Outcome.RetryRequested retry
        ? Optional.of(retry.cause())
        : Optional.empty();
  }

  private void log(
      ConsumerRecord<?, ?> record, Failure failure, String next, Optional<Throwable> cause) {
    String attempt =
        failure.ofProcess()
            ? "event " + RecordMessages.id(record) + " is given up: " + failure.message()
            : "attempt "
                + failure.attempts()
                + " of "
                + settings.retries().attempts()
                + " for event "
                + RecordMessages.id(record)
                + " failed with "
                + failure.status()
                + " ("
                + failure.errorClass()
                + ")";
    String line = attempt + "; " + next;
    logger.log(System.Logger.Level.WARNING, line, cause.orElse(null));
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.1f", delay.toMillis() / 1000.0);
  }
}
