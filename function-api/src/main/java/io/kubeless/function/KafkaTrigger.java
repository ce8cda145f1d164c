package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the function with each event of a Kafka topic, at least once. An event is acknowledged when
 * the function has returned. After an exception it is tried again, and finally stored as a dead
 * letter. Further settings of Kafka's clients are set in {@code function.yaml}.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Repeatable(KafkaTriggers.class)
public @interface KafkaTrigger {

  /**
   * The topic.
   *
   * @return a name such as {@code orders}
   */
  String topic();

  /**
   * The addresses of brokers, as pods reach them.
   *
   * @return host and port, several separated by commas, such as {@code kafka.kafka:9092}; required
   *     on target {@code kubernetes}, and not permitted on target {@code kubeless}
   */
  String servers() default "";

  /**
   * The name of the trigger, in logs, metrics and groups.
   *
   * @return at most 63 lower-case letters, digits, dashes and dots; if empty, the topic in lower
   *     case
   */
  String name() default "";

  /**
   * How pods share the events.
   *
   * @return {@code stream} for a consumer group, in which each partition has one pod and order is
   *     kept; {@code queue} for a share group, in which any pod gets an event; if empty, {@code
   *     stream}
   */
  String mode() default "";

  /**
   * The consumer group or share group, whose members share the events.
   *
   * @return an id; if empty, namespace, name, function and topic, and {@code queue} with that mode,
   *     separated by underscores
   */
  String group() default "";

  /**
   * Which events wait for each other.
   *
   * @return {@code partition}, {@code key} or {@code none}; if empty, {@code partition}, and {@code
   *     none} with mode {@code queue}
   */
  String order() default "";

  /**
   * Maximum number of events that a process handles at the same time.
   *
   * @return 1 to 1000; if 0, 16
   */
  int parallelism() default 0;

  /**
   * Maximum number of attempts for one event.
   *
   * @return 1 to 1000; if 0, 5
   */
  int attempts() default 0;

  /**
   * The delay after the first attempt, which doubles with each further one.
   *
   * @return a duration from {@code 1ms} to {@code 24h}; if empty, {@code 1s}
   */
  String backoff() default "";

  /**
   * The maximum delay between two attempts.
   *
   * @return a duration that is at least {@link #backoff}; if empty, the longer of {@code 30s} and
   *     {@link #backoff}
   */
  String maxBackoff() default "";

  /**
   * What happens to an event after the last attempt.
   *
   * @return {@code deadLetter} to store it, {@code skip} to give it up, or {@code stop} to receive
   *     no further event of its partition, except with mode {@code queue}; if empty, {@code
   *     deadLetter}
   */
  String onFailure() default "";

  /**
   * The topic of dead letters, which must exist.
   *
   * @return another topic than {@link #topic}; if empty, its name followed by {@code -dead-letters}
   */
  String deadLetterTopic() default "";

  /**
   * Where a new group begins.
   *
   * @return {@code earliest} or {@code latest}; if empty, {@code earliest}
   */
  String startFrom() default "";

  /**
   * Whether connections are encrypted.
   *
   * @return {@code true} to trust the authorities of the JVM, or the name of a Secret with {@code
   *     ca.crt}, and with {@code tls.crt} and {@code tls.key} of a client; if empty, they are not
   */
  String tls() default "";

  /**
   * The login.
   *
   * @return the name of a Secret with {@code username} and {@code password}; if empty, there is
   *     none
   */
  String sasl() default "";

  /**
   * The SASL mechanism of the login.
   *
   * @return {@code plain}, {@code scram-sha-256} or {@code scram-sha-512}; if empty, {@code
   *     scram-sha-512}; only with {@link #sasl}
   */
  String saslMechanism() default "";
}
