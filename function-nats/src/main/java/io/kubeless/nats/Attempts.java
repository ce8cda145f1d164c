package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.JetStream;
import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.Failure;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ProcessEnd;
import io.kubeless.runtime.source.TraceParent;
import io.kubeless.runtime.source.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Calls the function for messages and decides what is done with them. Writes one line to the log
 * for each failed attempt.
 */
final class Attempts {
  /** The number of ends of the process after which an event is given up. */
  static final int MOST_DEATHS = 2;

  private final JetStream settings;
  private final Calls calls;
  private final MessageReader messages;
  private final System.Logger logger;
  private final ProcessEnd end;

  Attempts(
      JetStream settings,
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
  Decision run(HeldMessage held) {
    String parent = held.traceParent();
    String traceId = TraceParent.traceId(Optional.of(parent));
    if (held.deaths >= MOST_DEATHS) {
      Failure failure = Failure.ofDeaths(held.deaths, traceId, held.attempt - 1);
      return giveUp(held, failure, Optional.empty());
    }
    NatsDelivery delivery =
        new NatsDelivery(
            StreamMessages.of(held.message, held.attempt),
            messages,
            parent,
            outcome -> decide(held, outcome, traceId));
    held.callNanos = System.nanoTime();
    try {
      calls.call(delivery);
    } finally {
      held.callNanos = 0;
    }
    return delivery.decision();
  }

  private Decision decide(HeldMessage held, Outcome outcome, String traceId) {
    if (outcome.verdict() == Verdict.ACKNOWLEDGE) {
      return new Decision.Succeeded();
    }
    if (outcome instanceof Outcome.Rejected) {
      return new Decision.Postpone();
    }
    Optional<Throwable> cause = cause(outcome);
    if (cause.isPresent() && cause.get() instanceof Error) {
      String line = "an error has ended the processing of event " + held.id();
      logger.log(System.Logger.Level.ERROR, line, cause.get());
      end.request(ProcessEnd.Cause.FAILURE, line + ": " + cause.get().getClass().getName());
      return new Decision.Keep();
    }
    Failure failure = Failure.of(outcome, traceId, held.attempt);
    Optional<Duration> delay =
        settings.retries().next(outcome, held.attempt, ThreadLocalRandom.current());
    if (delay.isEmpty()) {
      return giveUp(held, failure, cause);
    }
    log(held, failure, "next attempt in " + seconds(delay.get()) + " s", cause);
    return new Decision.Retry(delay.get());
  }

  private Decision giveUp(HeldMessage held, Failure failure, Optional<Throwable> cause) {
    return switch (settings.onFailure()) {
      case DEAD_LETTER -> {
        String subject = settings.deadLetterSubject().orElse("");
        log(held, failure, "the event becomes a dead letter in " + subject, cause);
        yield new Decision.WriteDeadLetter(failure);
      }
      case SKIP -> {
        log(held, failure, "the event is skipped", cause);
        yield new Decision.Skip();
      }
      case STOP -> {
        log(held, failure, "this process processes no further event of the trigger", cause);
        yield new Decision.Stop();
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

  private void log(HeldMessage held, Failure failure, String next, Optional<Throwable> cause) {
    String attempt =
        failure.ofProcess()
            ? "event " + held.id() + " is given up: " + failure.message()
            : "attempt "
                + failure.attempts()
                + " of "
                + settings.retries().attempts()
                + " for event "
                + held.id()
                + " failed with "
                + failure.status()
                + " ("
                + failure.errorClass()
                + ")";
    logger.log(System.Logger.Level.WARNING, attempt + "; " + next, cause.orElse(null));
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.1f", delay.toMillis() / 1000.0);
  }
}
