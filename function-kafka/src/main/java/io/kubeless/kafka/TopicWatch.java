package io.kubeless.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the brokers every few seconds for the id of a topic, by which one that was created again
 * differs from the former one. The requests are sent by the thread of the admin client; all methods
 * are called by the thread that polls.
 */
class TopicWatch implements AutoCloseable {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long SILENT_NANOS = 2 * INTERVAL_NANOS;
  private static final Duration CLOSE = Duration.ofMillis(100);

  private final KafkaSettings settings;
  private final ClientProperties properties;
  private final System.Logger logger;
  private @Nullable Admin admin;
  private @Nullable KafkaFuture<TopicDescription> request;
  private long askedNanos = System.nanoTime();
  private long answeredNanos = System.nanoTime();
  private Optional<Uuid> first = Optional.empty();
  private Optional<Uuid> last = Optional.empty();
  private boolean failed;
  private String failure = ""; // the last one since the last answer

  TopicWatch(KafkaSettings settings, ClientProperties properties, System.Logger logger) {
    this.settings = settings;
    this.properties = properties;
    this.logger = logger;
  }

  /** Notes the id that the topic has now. Brokers before 2.8 have no ids. */
  void note(Uuid id) {
    answeredNanos = System.nanoTime();
    failure = "";
    if (!id.equals(Uuid.ZERO_UUID)) {
      last = Optional.of(id);
      first = first.isPresent() ? first : last;
    }
  }

  /**
   * Returns when the brokers last answered, as {@link System#nanoTime}; the time of the creation
   * before the first answer.
   */
  long answeredNanos() {
    return answeredNanos;
  }

  /** Returns since when and why there is no answer; empty if there was one a short time ago. */
  String problem() {
    long silence = System.nanoTime() - answeredNanos;
    return silence <= SILENT_NANOS
        ? ""
        : "no answer about topic "
            + settings.topic()
            + " for "
            + TimeUnit.NANOSECONDS.toSeconds(silence)
            + " s"
            + (failure.isEmpty() ? "" : ": " + failure);
  }

  /** Returns the id of the topic that existed when the process started. */
  Optional<Uuid> first() {
    return first;
  }

  /** Returns the id that was noted last. */
  Optional<Uuid> last() {
    return last;
  }

  /** Sends a request. The answer to an earlier one is ignored. */
  void ask() {
    askedNanos = System.nanoTime();
    try {
      Admin present = admin;
      if (present == null) {
        present = Admin.create(properties.admin());
        admin = present;
      }
      request =
          present.describeTopics(List.of(settings.topic())).topicNameValues().get(settings.topic());
    } catch (IOException | KafkaException e) {
      failed(e);
    }
  }

  /**
   * Returns the id if a request was answered since the last call, and sends the next one when it is
   * time to.
   */
  Optional<Uuid> answer() {
    if (request != null) {
      return request.isDone() ? answer(Duration.ZERO) : Optional.empty();
    }
    if (System.nanoTime() - askedNanos > INTERVAL_NANOS) {
      ask();
    }
    return Optional.empty();
  }

  /** Returns the id after at most a duration; empty if it is not known then. */
  Optional<Uuid> answer(Duration most) {
    KafkaFuture<TopicDescription> sent = request;
    if (sent == null) {
      return Optional.empty();
    }
    try {
      Uuid id = sent.get(most.toMillis(), TimeUnit.MILLISECONDS).topicId();
      request = null;
      failed = false;
      note(id);
      return id.equals(Uuid.ZERO_UUID) ? Optional.empty() : last;
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      failed(e.getCause() == null ? e : e.getCause());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private void failed(Throwable cause) {
    request = null;
    failure = String.valueOf(cause.getMessage());
    if (cause instanceof AuthenticationException) {
      close(); // the next client reads a rotated Secret
    }
    if (!failed) {
      failed = true;
      logger.log(
          System.Logger.Level.WARNING,
          StartCheck.trigger(settings)
              + "the id of topic "
              + settings.topic()
              + " could not be read; trying again: "
              + cause);
    }
  }

  /** Closes the connection, without waiting for an answer. The next request opens another one. */
  @Override
  public void close() {
    request = null;
    Admin present = admin;
    if (present != null) {
      present.close(CLOSE);
      admin = null;
    }
  }
}
