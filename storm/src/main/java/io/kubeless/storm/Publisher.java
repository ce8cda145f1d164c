package io.kubeless.storm;

import java.util.function.Consumer;

/** Publishes events, and repeats each one until the broker has acknowledged it. */
interface Publisher extends AutoCloseable {

  /**
   * Publishes an event, and returns before it is acknowledged.
   *
   * @param acknowledged is called once the broker has stored the event, on any thread
   */
  void publish(Sent event, Consumer<Sent> acknowledged) throws InterruptedException;

  /** Returns when all events are acknowledged. */
  void flush() throws InterruptedException;

  @Override
  void close();
}
