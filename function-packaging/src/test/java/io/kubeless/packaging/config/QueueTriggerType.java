package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.NUMBER;
import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.QueueTrigger;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;

/** Messages of a queue: a type of trigger that exists only in tests. */
public final class QueueTriggerType implements TriggerType {

  /** The annotation of the type. */
  @Retention(RetentionPolicy.CLASS)
  public @interface Queue {
    /** The queue. */
    String queue();

    /** Maximum number of messages that are processed at the same time; 0 for the default. */
    int workers() default 0;
  }

  @Override
  public String name() {
    return "queue";
  }

  @Override
  public String description() {
    return "Messages of a queue.";
  }

  @Override
  public Class<? extends Annotation> annotation() {
    return Queue.class;
  }

  @Override
  public List<Key> keys() {
    return List.of(
        new Key("queue", TEXT, Key.REQUIRED, "Name of the queue.", "orders"),
        new Key("workers", NUMBER, "1", "Messages at the same time.", "4", 1, 16),
        new Key("auth", TEXT, "no login", "Name of the Secret with the login.", "queue-login"));
  }

  @Override
  public Trigger read(MappingReader values) {
    return new QueueTrigger(
        values.text("queue").orElse(""), values.number("workers"), values.text("auth"));
  }
}
