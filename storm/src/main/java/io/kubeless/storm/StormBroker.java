package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A broker with the events of a storm, whose server can be killed. */
interface StormBroker extends AutoCloseable {

  /** Returns the brokers by their names in the options. */
  static Map<String, Starter> all() {
    return Map.of("kafka", KafkaTopic::start, "nats", NatsStream::start);
  }

  /** Starts the server, and creates a place for events and one for dead letters. */
  interface Starter {
    StormBroker start(StormOptions options, Path directory) throws Exception;
  }

  /** Sends SIGKILL to the server, and returns when it has ended. */
  void kill() throws InterruptedException;

  /** Starts the server again, on the data that it has left. */
  void restart() throws IOException, InterruptedException;

  /** Connects a sender. */
  Publisher publisher() throws Exception;

  /** Returns the variables of a process that receives the events. */
  Map<String, String> variables();

  /** Returns the main class that receives the events without the runtime, by one of its rules. */
  Class<?> bareConsumer();

  /** Returns the ids of the events that are dead letters. */
  List<Long> deadLetters() throws Exception;

  /**
   * Returns what the broker would deliver again although all events were processed; by partition,
   * or any other name.
   */
  Map<String, String> unacknowledged() throws Exception;

  /**
   * Returns whether events with the same key are processed in the order in which they were sent.
   */
  boolean keepsOrder();

  /** Returns the most repetitions that one kill of a process explains. */
  long mostPerKill();

  /** Returns the most repetitions that one kill of the server explains. */
  long mostPerBrokerKill();

  @Override
  void close();
}
