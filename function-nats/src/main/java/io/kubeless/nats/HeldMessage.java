package io.kubeless.nats;

import io.nats.client.Message;
import io.nats.client.impl.NatsJetStreamMetaData;
import java.time.Duration;

/** A message of a stream that this process has received and not yet given back. */
final class HeldMessage {
  final Message message;
  final NatsJetStreamMetaData meta;

  /** How often a process has ended while it processed this message. */
  final int deaths;

  /** Number of this attempt, from 1. */
  final int attempt;

  final long receivedNanos = System.nanoTime();

  /** When the call began, as {@link System#nanoTime}; 0 if there is none. */
  volatile long callNanos;

  /** Whether the lease is no longer renewed. */
  volatile boolean abandoned;

  /** Whether the stream does not exist any more, and another message has the sequence. */
  private volatile boolean former;

  /**
   * Creates a message that is not settled.
   *
   * @param deaths how often a process has ended while it processed this message
   * @param unstarted number of earlier deliveries that did not lead to an attempt
   */
  HeldMessage(Message message, int deaths, long unstarted) {
    this.message = message;
    this.meta = message.metaData();
    this.deaths = deaths;
    this.attempt =
        (int) Math.max(1, Math.min(Integer.MAX_VALUE, meta.deliveredCount() - unstarted));
  }

  long sequence() {
    return meta.streamSequence();
  }

  /** Returns the id of the event unless it has one of its own. */
  String id() {
    return StreamMessages.id(meta);
  }

  /** Lets the server deliver the message again after a delay, to this process or another one. */
  void giveBack(Duration delay) {
    abandoned = true;
    if (former) {
      return;
    }
    try {
      if (delay.isZero()) {
        message.nak();
      } else {
        message.nakWithDelay(delay);
      }
    } catch (IllegalStateException e) {
      // The connection is closed: the server delivers the message again when its lease expires.
    }
  }

  /** Notes that the stream does not exist any more. */
  void disown() {
    former = true;
    abandoned = true;
  }

  boolean former() {
    return former;
  }

  /** Renews the lease. */
  void renew() {
    if (!abandoned) {
      message.inProgress();
    }
  }
}
