package io.kubeless.nats;

import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.PullRequestOptions;
import io.nats.client.api.ConsumerConfiguration;
import java.time.Duration;

/**
 * Requests messages from the server: one request at a time, for as many messages as there are idle
 * workers. Messages that are delivered earlier would wait in this process while their lease
 * expires, and while another process is idle.
 *
 * @see <a
 *     href="https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-13.md">Pull
 *     Subscribe internals</a>
 */
final class PullRequests {
  private static final Duration EXPIRES = Duration.ofSeconds(30);
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final int MISSED = 2;

  private final Connection connection;
  private final Dispatcher dispatcher;
  private final String subject;
  private final String inbox;
  private boolean open;
  private Duration expires = EXPIRES;
  private int mostMessages = Integer.MAX_VALUE;
  private long number;
  private long heardNanos;

  PullRequests(Connection connection, Dispatcher dispatcher, String stream, String durable) {
    this.connection = connection;
    this.dispatcher = dispatcher;
    this.subject = "$JS.API.CONSUMER.MSG.NEXT." + stream + "." + durable;
    this.inbox = connection.createInbox();
  }

  /** Returns the subject to which the server sends messages and statuses. */
  String replies() {
    return inbox + ".*";
  }

  /** Allows requests, within the limits of a consumer. */
  synchronized void open(ConsumerConfiguration consumer) {
    Duration most = consumer.getMaxExpires();
    expires = most == null || most.isZero() || most.compareTo(EXPIRES) > 0 ? EXPIRES : most;
    mostMessages =
        consumer.getMaxBatch() > 0
            ? (int) Math.min(Integer.MAX_VALUE, consumer.getMaxBatch())
            : Integer.MAX_VALUE;
    open = true;
  }

  /** Makes no further request until {@link #open}. */
  synchronized void close() {
    open = false;
  }

  /** Requests messages if there are idle workers and no request is open. */
  synchronized void send() {
    int messages = open ? dispatcher.grant(mostMessages) : 0;
    if (messages > 0) {
      number++;
      heardNanos = System.nanoTime();
      PullRequestOptions.Builder request = PullRequestOptions.builder(messages).expiresIn(expires);
      if (HEARTBEAT.multipliedBy(2).compareTo(expires) < 0) {
        request.idleHeartbeat(HEARTBEAT);
      }
      try {
        connection.publish(subject, inbox + "." + number, request.build().serialize());
      } catch (IllegalStateException e) { // closed, or too much is waiting to be sent
        dispatcher.ungrant();
        open = false;
      }
    }
  }

  /** Notes a message or a status. */
  synchronized void heard() {
    heardNanos = System.nanoTime();
  }

  /** Returns whether a status belongs to the request that is open. */
  synchronized boolean isCurrent(Message status) {
    return status.getSubject().equals(inbox + "." + number);
  }

  /** Forgets the request that is open, because the server does not know it or has ended it. */
  synchronized void forget() {
    number++; // a late status of it must not end the next one
    dispatcher.ungrant();
  }

  /** Returns whether the server has sent nothing for so long that it must have lost the request. */
  synchronized boolean isLost() {
    Duration most =
        HEARTBEAT.multipliedBy(2).compareTo(expires) < 0 ? HEARTBEAT.multipliedBy(MISSED) : expires;
    return dispatcher.granted()
        && Pulse.age(heardNanos).compareTo(most.plus(Duration.ofSeconds(1))) > 0;
  }
}
