package io.kubeless.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/** Finds out before the first event whether a trigger can work. */
final class StartCheck {
  // Kafka's client has no exception of its own for a name without an address.
  private static final String UNRESOLVED = "No resolvable bootstrap urls";

  private StartCheck() {}

  /** Reports a setting that can never work. The message is a sentence. */
  static final class Impossible extends Exception {
    private static final long serialVersionUID = 1L;

    Impossible(String message) {
      super(message);
    }

    Impossible(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Reports that the brokers do not respond, which may change. */
  static final class Unreachable extends Exception {
    private static final long serialVersionUID = 1L;

    Unreachable(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Connects to the brokers and looks for the topics.
   *
   * @return the id of the topic whose events are received
   * @throws Impossible if a login is refused, or a topic is unknown or not permitted
   * @throws Unreachable if the brokers do not respond
   */
  static Uuid run(KafkaSettings settings, ClientProperties properties)
      throws Impossible, Unreachable, InterruptedException {
    List<String> topics = new ArrayList<>(List.of(settings.topic()));
    settings.failures().deadLetters().ifPresent(topics::add);
    Uuid id = Uuid.ZERO_UUID;
    try (Admin admin = Admin.create(properties.admin())) {
      Map<String, KafkaFuture<TopicDescription>> descriptions =
          admin.describeTopics(topics).topicNameValues();
      for (String topic : topics) {
        try {
          KafkaFuture<TopicDescription> description = descriptions.get(topic);
          if (description != null) {
            Uuid found = description.get().topicId();
            id = topic.equals(settings.topic()) ? found : id;
          }
        } catch (ExecutionException e) {
          throw problem(settings, topic, e.getCause() == null ? e : e.getCause());
        }
      }
    } catch (IOException e) {
      throw impossible(settings, e);
    } catch (KafkaException e) {
      throw notCreated(settings, e);
    }
    return id;
  }

  /**
   * Returns the report of a client that could not be created because the brokers have no addresses
   * at present, for example because their Service was not created yet.
   *
   * @throws Impossible if there is another reason
   */
  static Unreachable notCreated(KafkaSettings settings, KafkaException e) throws Impossible {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof ConfigException
        && String.valueOf(cause.getMessage()).startsWith(UNRESOLVED)) {
      return new Unreachable(
          trigger(settings) + settings.servers() + " cannot be reached: the name is not known",
          cause);
    }
    throw impossible(settings, cause);
  }

  /** Returns the report of a failed question about a topic or a group. */
  static Unreachable problem(KafkaSettings settings, String topic, Throwable cause)
      throws Impossible {
    if (cause instanceof UnknownTopicOrPartitionException
        || cause instanceof InvalidTopicException) {
      throw new Impossible(
          trigger(settings) + "topic " + topic + " does not exist on " + settings.servers(), cause);
    }
    if (cause instanceof AuthenticationException
        || cause instanceof AuthorizationException
        || cause instanceof UnsupportedVersionException) {
      throw impossible(settings, cause);
    }
    return new Unreachable(
        trigger(settings) + settings.servers() + " cannot be reached: " + cause.getMessage(),
        cause);
  }

  /** Returns the report of an exception that a repetition does not change. */
  static Impossible impossible(KafkaSettings settings, Throwable cause) {
    String kind =
        cause instanceof AuthenticationException
            ? "the login was refused by "
            : cause instanceof AuthorizationException
                ? "access was refused by "
                : "the client cannot be configured for ";
    return new Impossible(
        trigger(settings) + kind + settings.servers() + ": " + cause.getMessage(), cause);
  }

  static String trigger(KafkaSettings settings) {
    return "Kafka trigger " + settings.name() + ": ";
  }
}
