package io.kubeless.nats;

import io.kubeless.nats.NatsSettings.Core;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.TriggerMetrics;
import io.nats.client.Connection;
import io.nats.client.Message;
import io.nats.client.Subscription;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Receives the messages of a subject as a member of a queue group. Messages that arrive faster than
 * they are processed wait in memory, and are dropped when there are too many.
 */
final class CoreSession implements Session {
  private static final Duration SLICE = Duration.ofMillis(100);
  private static final Duration PING = Duration.ofSeconds(5);
  private static final long MOST_WAITING = 65_536;

  private final NatsSettings settings;
  private final Core core;
  private final CoreWorkers workers;
  private final TriggerMetrics metrics;
  private final Pulse pulse;
  private final Drain drain;
  private final System.Logger logger;
  private final long mostWaitingBytes;
  private final AtomicLong dropped = new AtomicLong(); // by earlier subscriptions
  private volatile long droppedNow;
  private long pingNanos;

  CoreSession(
      NatsSettings settings,
      Core core,
      CoreWorkers workers,
      TriggerMetrics metrics,
      Pulse pulse,
      Drain drain,
      System.Logger logger,
      long heapBytes) {
    this.settings = settings;
    this.core = core;
    this.workers = workers;
    this.metrics = metrics;
    this.pulse = pulse;
    this.drain = drain;
    this.logger = logger;
    this.mostWaitingBytes = Math.max(1 << 20, heapBytes / 8);
  }

  /** Returns the number of messages that were dropped since the start of the process. */
  long dropped() {
    return dropped.get() + droppedNow;
  }

  @Override
  public void run(Connection connection, ConnectionEvents events)
      throws StartFailure, IOException, InterruptedException {
    Subscription subscription = connection.subscribe(settings.subject(), core.queue());
    subscription.setPendingLimits(MOST_WAITING, mostWaitingBytes);
    awaitAnswer(connection); // the server has refused the subscription before it answers
    if (events.refused().isPresent()) {
      throw StartFailure.of(settings, events, new IOException("refused"));
    }
    if (!pulse.everConnected()) {
      logger.log(
          System.Logger.Level.INFO,
          "NATS trigger "
              + settings.name()
              + ": events are delivered at most once; those that arrive while no process is"
              + " subscribed, or are in a process that ends, are lost");
    }
    pulse.connected();
    try {
      receive(connection, subscription);
      drain(subscription);
    } finally {
      dropped.addAndGet(subscription.getDroppedCount());
      droppedNow = 0;
    }
    workers.awaitIdle(drain.left());
  }

  private void receive(Connection connection, Subscription subscription)
      throws StartFailure, InterruptedException {
    while (!drain.requested()) {
      pulse.alive();
      ping(connection);
      droppedNow = subscription.getDroppedCount();
      pulse.pending(subscription.getPendingMessageCount());
      if (workers.reserve(SLICE)) {
        run(next(subscription));
      }
    }
  }

  private void run(@Nullable Message message) {
    if (message == null) {
      workers.release();
    } else {
      metrics.received(1);
      pulse.heard();
      workers.run(message);
    }
  }

  private void ping(Connection connection) throws StartFailure {
    if (connection.getStatus() == Connection.Status.CLOSED) {
      throw StartFailure.unreachable(
          settings,
          "the connection to " + settings.servers() + " is closed: " + connection.getLastError(),
          new IllegalStateException("closed"));
    }
    if (System.nanoTime() - pingNanos >= 0) {
      workers.endIfStuck();
      pingNanos = System.nanoTime() + PING.toNanos();
      try {
        if (connection.getStatus() == Connection.Status.CONNECTED) {
          awaitAnswer(connection);
          pulse.connected();
        } else {
          pulse.lost("not connected to " + settings.servers());
        }
      } catch (IOException e) {
        pulse.lost(settings.servers() + " does not answer: " + e.getMessage());
      }
    }
  }

  private static void awaitAnswer(Connection connection) throws IOException {
    try {
      connection.RTT();
    } catch (CancellationException e) {
      throw new IOException("the connection is lost", e);
    }
  }

  /** Ends the subscription, and processes what was received. */
  @SuppressWarnings("FutureReturnValueIgnored") // the last message is noticed below
  private void drain(Subscription subscription) throws InterruptedException {
    try {
      subscription.drain(drain.left());
    } catch (IllegalStateException e) {
      return; // the connection is closed
    }
    boolean more = true;
    while (more && !drain.left().isZero()) {
      if (workers.reserve(SLICE)) {
        Message message = next(subscription);
        run(message);
        more = message != null;
      }
    }
  }

  private static @Nullable Message next(Subscription subscription) throws InterruptedException {
    try {
      return subscription.nextMessage(SLICE);
    } catch (IllegalStateException e) { // all messages are read
      return null;
    }
  }
}
