package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.AckPolicy;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.DeliverPolicy;
import io.nats.client.api.PriorityPolicy;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The durable consumer of a trigger, which is created if it is missing. */
final class DurableConsumer {
  private static final Duration ACK_WAIT = Duration.ofSeconds(30);
  private static final int MOST_ACK_PENDING = 1000;
  // A developer's process that was killed has not deleted its consumer.
  private static final Duration MOST_INACTIVE = Duration.ofDays(1);

  private final NatsSettings settings;
  private final JetStream stream;
  private final Runnable onNewStream;
  private final System.Logger logger;
  private @Nullable String streamName;
  private @Nullable ZonedDateTime streamCreated;
  private @Nullable ZonedDateTime consumerCreated;
  private long settledSequence; // all messages of the stream up to this one are settled

  /**
   * Creates a consumer whose state is not known.
   *
   * @param onNewStream is called when the stream was deleted and created again, before a consumer
   *     is created: the sequences of the new one identify other messages
   */
  DurableConsumer(
      NatsSettings settings, JetStream stream, Runnable onNewStream, System.Logger logger) {
    this.settings = settings;
    this.stream = stream;
    this.onNewStream = onNewStream;
    this.logger = logger;
  }

  /**
   * Returns the state of the consumer, and creates it if it is missing. One that was deleted while
   * this process used it begins after the last message before which all are settled; if the stream
   * was deleted as well, it begins with the first message of the new one.
   *
   * @throws StartFailure if the consumer or the stream has settings with which events are lost
   */
  ConsumerInfo ensure(JetStreamManagement management)
      throws IOException, JetStreamApiException, StartFailure {
    String name = streamName(management);
    ConsumerInfo present = find(management, name);
    if (present == null || !Objects.equals(consumerCreated, present.getCreationTime())) {
      StreamInfo info = management.getStreamInfo(name);
      requireSubject(info);
      noteStream(name, info.getCreateTime());
      if (present == null) {
        present = create(management, name);
      }
      consumerCreated = present.getCreationTime();
    }
    Optional<String> problem =
        problem(present.getConsumerConfiguration(), settings.subject(), stream.temporary());
    if (problem.isPresent()) {
      throw StartFailure.impossible(
          settings,
          "consumer " + stream.durable() + " of stream " + name + " " + problem.get(),
          new IllegalStateException("unsuitable consumer"));
    }
    settledSequence = present.getAckFloor().getStreamSequence();
    return present;
  }

  private void noteStream(String name, ZonedDateTime created) {
    if (streamCreated != null && !streamCreated.equals(created)) {
      logger.log(
          System.Logger.Level.WARNING,
          "NATS trigger "
              + settings.name()
              + ": stream "
              + name
              + " was deleted and created again; messages of the former one are not acknowledged");
      settledSequence = 0;
      onNewStream.run();
    }
    streamCreated = created;
  }

  private String streamName(JetStreamManagement management)
      throws IOException, JetStreamApiException, StartFailure {
    String present = streamName;
    if (present == null) {
      present = stream.stream().isPresent() ? stream.stream().get() : only(management);
      streamName = present;
    }
    return present;
  }

  /** Returns the name of the only stream that stores the subject. */
  private String only(JetStreamManagement management)
      throws IOException, JetStreamApiException, StartFailure {
    List<String> names = management.getStreamNames(settings.subject());
    if (names.size() != 1) {
      throw StartFailure.impossible(
          settings,
          (names.isEmpty()
                  ? "no stream stores "
                  : "the streams " + String.join(", ", names) + " store ")
              + settings.subject()
              + " on "
              + settings.servers(),
          new IllegalStateException(names.size() + " streams"));
    }
    return names.get(0);
  }

  private @Nullable ConsumerInfo find(JetStreamManagement management, String name)
      throws IOException, JetStreamApiException {
    try {
      return management.getConsumerInfo(name, stream.durable());
    } catch (JetStreamApiException e) {
      if (e.getApiErrorCode() == StartFailure.NO_CONSUMER) {
        return null;
      }
      throw e;
    }
  }

  private ConsumerInfo create(JetStreamManagement management, String name)
      throws IOException, JetStreamApiException {
    ConsumerConfiguration.Builder consumer =
        ConsumerConfiguration.builder()
            .durable(stream.durable())
            .filterSubject(settings.subject())
            .ackPolicy(AckPolicy.Explicit)
            .ackWait(ACK_WAIT)
            .maxDeliver(-1)
            .maxAckPending(MOST_ACK_PENDING);
    if (stream.temporary()) {
      consumer.inactiveThreshold(MOST_INACTIVE);
    }
    boolean deleted = consumerCreated != null;
    if (settledSequence > 0) {
      consumer.deliverPolicy(DeliverPolicy.ByStartSequence).startSequence(settledSequence + 1);
    } else if (deleted || stream.start() == NatsSettings.Start.EARLIEST) {
      consumer.deliverPolicy(DeliverPolicy.All);
    } else {
      consumer.deliverPolicy(DeliverPolicy.New);
    }
    ConsumerInfo created = management.createConsumer(name, consumer.build());
    logger.log(
        deleted ? System.Logger.Level.WARNING : System.Logger.Level.INFO,
        "NATS trigger "
            + settings.name()
            + ": consumer "
            + stream.durable()
            + " of stream "
            + name
            + (deleted ? " was deleted, and is created again" : " is created"));
    return created;
  }

  /** Deletes the consumer that processes of a developer have left, if it exists. */
  void deleteLeft(JetStreamManagement management)
      throws IOException, JetStreamApiException, StartFailure {
    if (find(management, streamName(management)) != null) {
      deleteTemporary(management);
    }
  }

  /** Deletes the consumer of a developer's process. */
  void deleteTemporary(JetStreamManagement management) {
    String name = streamName;
    if (stream.temporary() && name != null) {
      try {
        management.deleteConsumer(name, stream.durable());
      } catch (IOException | JetStreamApiException e) {
        logger.log(
            System.Logger.Level.WARNING,
            "the consumer " + stream.durable() + " of stream " + name + " could not be deleted",
            e);
      }
    }
  }

  private void requireSubject(StreamInfo info) throws StartFailure {
    List<String> subjects = info.getConfiguration().getSubjects();
    if (!subjects.isEmpty()
        && subjects.stream().noneMatch(one -> Subjects.overlap(one, settings.subject()))) {
      throw StartFailure.impossible(
          settings,
          "stream "
              + info.getConfiguration().getName()
              + " has no subject that matches "
              + settings.subject()
              + ", only "
              + String.join(", ", subjects),
          new IllegalStateException("unsuitable stream"));
    }
  }

  /**
   * Returns why a consumer cannot be used, as the rest of a sentence; empty if it can.
   *
   * @param subject that the trigger has
   * @param temporary whether the consumer ends with the process
   */
  static Optional<String> problem(
      ConsumerConfiguration consumer, String subject, boolean temporary) {
    if (consumer.getDeliverSubject() != null) {
      return Optional.of("is a push consumer; a pull consumer is required");
    }
    if (consumer.getAckPolicy() != AckPolicy.Explicit) {
      return Optional.of(
          "has ack_policy " + consumer.getAckPolicy() + "; explicit is required to lose no event");
    }
    if (consumer.getMaxDeliver() > 0) {
      return Optional.of(
          "has max_deliver "
              + consumer.getMaxDeliver()
              + ", after which events are lost; -1 is required");
    }
    if (!temporary
        && consumer.getInactiveThreshold() != null
        && !consumer.getInactiveThreshold().isZero()) {
      return Optional.of(
          "has inactive_threshold, after which it is deleted with its position; none is required");
    }
    if (consumer.isHeadersOnly()) {
      return Optional.of("has headers_only; the body of events is required");
    }
    if (consumer.getPriorityPolicy() != PriorityPolicy.None) {
      return Optional.of("has a priority_policy, which is not supported");
    }
    List<String> filters =
        consumer.getFilterSubjects() == null ? List.of() : consumer.getFilterSubjects();
    if (!filters.equals(List.of(subject)) && !(filters.isEmpty() && subject.equals(">"))) {
      return Optional.of(
          "has "
              + (filters.isEmpty()
                  ? "no filter_subject"
                  : "filter_subject " + String.join(", ", filters))
              + "; "
              + subject
              + " is required");
    }
    return Optional.empty();
  }

  /** Returns the shortest time after which a message without a sign of life is delivered again. */
  static Duration ackWait(ConsumerConfiguration consumer) {
    Duration least = consumer.getAckWait() == null ? ACK_WAIT : consumer.getAckWait();
    for (Duration wait : consumer.getBackoff()) { // replaces the time for the first deliveries
      least = wait.compareTo(least) < 0 ? wait : least;
    }
    return least;
  }
}
