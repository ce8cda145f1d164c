package io.kubeless.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Calls the function with each message of a NATS subject. With JetStream, a message is delivered at
 * least once: it is acknowledged when the function has returned, tried again after an exception,
 * and finally published as a dead letter. In mode {@code core} it is delivered at most once.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
@Repeatable(NatsTriggers.class)
public @interface NatsTrigger {

  /**
   * The subject.
   *
   * @return words separated by dots, such as {@code orders.created}; {@code *} is any one word, and
   *     {@code >} at the end one or more
   */
  String subject();

  /**
   * The addresses of servers, as pods reach them.
   *
   * @return several separated by commas, such as {@code nats://nats.nats:4222}; required on target
   *     {@code kubernetes}, and not permitted on target {@code kubeless}
   */
  String servers() default "";

  /**
   * The name of the trigger, in logs, metrics and consumers.
   *
   * @return at most 63 lower-case letters, digits, dashes and dots; if empty, it is derived from
   *     the subject
   */
  String name() default "";

  /**
   * Where messages come from.
   *
   * @return {@code jetstream} for a stream, {@code core} for messages that nothing stores; if
   *     empty, {@code jetstream}
   */
  String mode() default "";

  /**
   * The stream.
   *
   * @return its name; if empty, the stream that stores the subject
   */
  String stream() default "";

  /**
   * The durable consumer, whose pods share the messages.
   *
   * @return its name; if empty, namespace, name and function, separated by underscores
   */
  String durable() default "";

  /**
   * The queue group of mode {@code core}, whose pods share the messages.
   *
   * @return its name; if empty, namespace, name, function and subject, separated by underscores
   */
  String queue() default "";

  /**
   * Maximum number of messages that a process handles at the same time.
   *
   * @return 1 to 1000; if 0, 16
   */
  int parallelism() default 0;

  /**
   * Maximum number of attempts for one message.
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
   * What happens to a message after the last attempt.
   *
   * @return {@code deadLetter} to publish it with another subject, {@code skip} to give it up, or
   *     {@code stop} to receive no further message; if empty, {@code deadLetter}
   */
  String onFailure() default "";

  /**
   * The subject of dead letters, which a stream must store.
   *
   * @return a subject that {@link #subject} does not match; if empty, {@code dead-letters.} and the
   *     name of the trigger
   */
  String deadLetterSubject() default "";

  /**
   * Where a new durable consumer begins.
   *
   * @return {@code earliest} or {@code latest}; if empty, {@code earliest}
   */
  String startFrom() default "";

  /**
   * Whether connections are encrypted.
   *
   * @return {@code true} to trust the authorities of the JVM, or the name of a Secret with {@code
   *     ca.crt}, and with {@code tls.crt} and {@code tls.key} of a client; if empty, only for
   *     servers such as {@code tls://nats.nats:4222}
   */
  String tls() default "";

  /**
   * The login.
   *
   * @return the name of a Secret with {@code nats.creds}, {@code nkey}, {@code token}, or {@code
   *     username} and {@code password}; if empty, there is none
   */
  String credentials() default "";
}
