package io.kubeless.runtime.source;

import java.io.IOException;
import java.time.Duration;

/**
 * Receives events and calls the function with them. Any thread may call the methods; all of them
 * return quickly, except {@link #drain}.
 */
public interface EventSource {

  /** Returns the name for threads and messages, such as {@code http}. */
  String name();

  /**
   * Starts to receive events, and returns. The source uses threads of its own for the calls, each
   * of them for one event at a time. A broker that is unreachable is not a failure: the source
   * tries again and reports it as its {@link #health}.
   *
   * @param calls is called for each event
   * @throws IOException if the source cannot receive events, because a port is in use, a login is
   *     refused or a topic is unknown; the message is written to the termination log, and the
   *     process exits with 78
   */
  void start(Calls calls) throws IOException;

  /**
   * Pauses the source, because the function runs as many calls as it may. Calls in progress
   * continue, and connections and memberships of groups are kept. Events that were already received
   * are kept, too, because the outcome of a call for them would be {@link Outcome.Rejected}. A
   * source whose senders wait for an answer may ignore this method, and send them the rejection.
   */
  default void pause() {}

  /** Resumes the source after a pause; does nothing if it is not paused. */
  default void resume() {}

  /**
   * Stops receiving events, waits for the calls in progress, acknowledges their events and closes
   * connections. Events without a call are returned to the broker, so that another process gets
   * them. It is called once, after {@link #start}.
   *
   * @param most maximum time; events of calls that are still in progress then are not acknowledged
   * @throws InterruptedException if the thread is interrupted
   */
  void drain(Duration most) throws InterruptedException;

  /**
   * Stores a new event where this source receives events from. It needs no {@link #start}.
   *
   * @return the place of the event, such as {@code orders-0@17}
   * @throws IllegalArgumentException if the source does not receive such an event
   * @throws InvalidSource if a login is refused or a topic is unknown, or if this source receives
   *     no events that can be stored
   * @throws IOException if the broker does not respond
   * @throws InterruptedException if the thread is interrupted
   */
  default String publish(NewEvent event) throws InvalidSource, IOException, InterruptedException {
    throw new InvalidSource(name() + " receives no events that can be published");
  }

  /**
   * Deletes what processes of a developer have left in the broker, such as a position, because
   * another process should take over and none did; see {@link SourceContext#isReplaced}. It needs
   * no {@link #start}. A failure is logged.
   *
   * @throws InterruptedException if the thread is interrupted
   */
  default void forget() throws InterruptedException {}

  /** Returns the current health. */
  Health health();

  /**
   * Adds the source's metrics. The runtime itself adds those of calls.
   *
   * @param metrics collects the current values
   */
  default void metrics(MetricSink metrics) {}
}
