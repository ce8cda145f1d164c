package io.kubeless.nats;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.Drain;
import io.kubeless.runtime.source.InFlightJournal;
import io.nats.client.Message;
import java.time.Duration;
import java.util.Map;

/** Processes messages of a stream, each until it is settled or given back. */
final class JetStreamWorker {
  private static final Duration POSTPONED = Duration.ofMillis(50);

  private final Attempts attempts;
  private final Settlement settlement;
  private final InFlightJournal journal;
  private final Map<Long, Integer> suspects;
  private final Drain drain;

  JetStreamWorker(Attempts attempts, Settlement settlement, InFlightJournal journal, Drain drain) {
    this.attempts = attempts;
    this.settlement = settlement;
    this.journal = journal;
    this.suspects = journal.suspects(0);
    this.drain = drain;
  }

  /** Returns a received message. */
  HeldMessage hold(Message message) {
    long sequence = message.metaData().streamSequence();
    return new HeldMessage(message, suspects.getOrDefault(sequence, 0), 0);
  }

  /** Forgets the sequences of a stream that does not exist any more. */
  void forgetSuspects() {
    suspects.clear();
  }

  /**
   * Processes a message.
   *
   * @return false if no further message is to be processed
   */
  boolean process(HeldMessage held) {
    try {
      Decision decision = attempt(held);
      while (decision instanceof Decision.Postpone) {
        if (drain.awaitRequest(POSTPONED)) {
          held.giveBack(Duration.ZERO);
          return true;
        }
        decision = attempt(held);
      }
      return settlement.settle(held, decision);
    } catch (InterruptedException e) {
      held.abandoned = true;
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private Decision attempt(HeldMessage held) {
    int slot = begin(held);
    Decision decision = new Decision.Keep();
    try {
      held.callNanos = System.nanoTime();
      decision = attempts.run(StreamMessages.of(held.message, held.attempt), held.deaths);
    } finally {
      held.callNanos = 0;
      if (decision instanceof Decision.Keep) { // the journal must still contain it
        held.abandoned = true;
      } else {
        end(slot);
      }
    }
    return decision;
  }

  private int begin(HeldMessage held) {
    synchronized (journal) {
      return journal.begin(0, held.sequence(), held.deaths);
    }
  }

  private void end(int slot) {
    synchronized (journal) {
      journal.end(slot);
    }
  }
}
