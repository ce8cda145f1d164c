package io.kubeless.runtime.source;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Calls the function for the events of a broker and decides what is done with them. Writes one line
 * to the log for each failed attempt.
 */
public final class Attempts {
  /** The number of ends of the process after which an event is given up. */
  private static final int MOST_DEATHS = 2;

  private final String trigger;
  private final FailurePolicy policy;
  private final String stopped;
  private final Calls calls;
  private final MessageReader messages;
  private final System.Logger logger;
  private final ProcessEnd end;
  private final BiFunction<ReceivedMessage, Outcome, Decision> decide = this::decide;

  /**
   * Creates attempts for the events of one trigger.
   *
   * @param trigger type and name of the trigger, for the log, such as {@code Kafka trigger orders}
   * @param stopped what a failure stops, for the log, such as {@code no further event of its
   *     partition is processed}
   */
  public Attempts(
      String trigger, FailurePolicy policy, String stopped, Calls calls, SourceContext context) {
    this.trigger = trigger;
    this.policy = policy;
    this.stopped = stopped;
    this.calls = calls;
    this.messages = context.messages();
    this.logger = context.logger();
    this.end = context.end();
  }

  /**
   * Calls the function, and returns when the handler has ended.
   *
   * @param deaths how often a process has ended while it processed this event; from two times on,
   *     the event is given up without a call
   */
  public Decision run(ReceivedMessage message, int deaths) {
    if (deaths >= MOST_DEATHS) {
      return deadly(message, deaths);
    }
    BrokerDelivery delivery = new BrokerDelivery(message, messages, decide);
    calls.call(delivery);
    return delivery.decision();
  }

  private Decision deadly(ReceivedMessage message, int deaths) {
    String traceId = TraceParent.traceId(message);
    Failure failure = Failure.ofDeaths(deaths, traceId, message.attempt() - 1);
    return giveUp(message, failure, Optional.empty());
  }

  /** Begins a series of attempts for different events. */
  public Series series() {
    return new Series(calls.series());
  }

  /** Attempts for events of one thread that follow each other, as {@link Calls.Series}. */
  public final class Series implements AutoCloseable {
    private final Calls.Series series;
    private @Nullable BrokerDelivery delivery; // the same object for all, to leave less garbage

    private Series(Calls.Series series) {
      this.series = series;
    }

    /** Calls the function, as {@link Attempts#run}. */
    public Decision run(ReceivedMessage message, int deaths) {
      if (deaths >= MOST_DEATHS) {
        return deadly(message, deaths);
      }
      BrokerDelivery next = delivery;
      if (next == null) {
        next = new BrokerDelivery(message, messages, decide);
        delivery = next;
      } else {
        next.next(message);
      }
      series.call(next);
      return next.decision();
    }

    /** Reads the clock, as {@link Calls.Series#nanoTime}. */
    public long nanoTime() {
      return series.nanoTime();
    }

    @Override
    public void close() {
      series.close();
    }
  }

  /**
   * Gives up an event that was delivered more often than there are attempts, because processes have
   * ended. The function is not called.
   *
   * @param message its attempt is the number of deliveries, with this one
   */
  public Decision exhausted(ReceivedMessage message) {
    Failure failure = Failure.ofDeliveries(message.attempt() - 1, TraceParent.traceId(message));
    return giveUp(message, failure, Optional.empty());
  }

  private Decision decide(ReceivedMessage message, Outcome outcome) {
    if (outcome.verdict() == Verdict.ACKNOWLEDGE) {
      return Decision.Succeeded.VALUE;
    }
    if (outcome instanceof Outcome.Rejected) {
      return new Decision.Postpone();
    }
    Optional<Throwable> cause = cause(outcome);
    if (cause.isPresent() && cause.get() instanceof Error) {
      String line = trigger + ": an error has ended the processing of event " + message.id();
      logger.log(System.Logger.Level.ERROR, line, cause.get());
      end.request(ProcessEnd.Cause.FAILURE, line + ": " + cause.get().getClass().getName());
      return new Decision.Keep();
    }
    Failure failure = Failure.of(outcome, TraceParent.traceId(message), message.attempt());
    Optional<Duration> delay =
        policy.retries().next(outcome, message.attempt(), ThreadLocalRandom.current());
    if (delay.isEmpty()) {
      return giveUp(message, failure, cause);
    }
    log(message, failure, "next attempt in " + seconds(delay.get()) + " s", cause);
    return new Decision.Retry(delay.get());
  }

  private Decision giveUp(ReceivedMessage message, Failure failure, Optional<Throwable> cause) {
    return switch (policy.onFailure()) {
      case DEAD_LETTER -> {
        String destination = policy.deadLetters().orElse("");
        log(message, failure, "the event becomes a dead letter in " + destination, cause);
        yield new Decision.WriteDeadLetter(failure);
      }
      case SKIP -> {
        log(message, failure, "the event is skipped", cause);
        yield new Decision.Skip();
      }
      case STOP -> {
        log(message, failure, stopped, cause);
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

  private void log(
      ReceivedMessage message, Failure failure, String next, Optional<Throwable> cause) {
    String attempt =
        failure.ofProcess()
            ? "event " + message.id() + " is given up: " + failure.message()
            : "attempt "
                + failure.attempts()
                + " of "
                + policy.retries().attempts()
                + " for event "
                + message.id()
                + " failed with "
                + failure.summary();
    String line = trigger + ": " + attempt + "; " + next;
    logger.log(System.Logger.Level.WARNING, line, cause.orElse(null));
  }

  private static String seconds(Duration delay) {
    return String.format(Locale.ROOT, "%.1f", delay.toMillis() / 1000.0);
  }
}
