package io.kubeless.kafka;

import io.kubeless.runtime.source.Attempts;
import io.kubeless.runtime.source.Decision;
import io.kubeless.runtime.source.InFlightJournal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Calls the function for the events of a share group, each on a thread of its own.
 *
 * <p>An event during whose processing an earlier process has ended is processed while no other one
 * is, so that a further end of the process is certainly due to it.
 */
final class QueueCalls {
  private final Attempts attempts;
  private final InFlightJournal journal;
  private final Executor threads;
  private final Map<Integer, Map<Long, Integer>> suspects = new ConcurrentHashMap<>();
  private final ReadWriteLock alone = new ReentrantReadWriteLock(true);

  /** A call that has begun, or waits until it may be alone. */
  static final class Call {
    final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private volatile long beganNanos;

    /** Returns how long the function has been running; zero if the call waits. */
    Duration age() {
      long began = beganNanos;
      return began == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - began);
    }
  }

  QueueCalls(Attempts attempts, InFlightJournal journal, Executor threads) {
    this.attempts = attempts;
    this.journal = journal;
    this.threads = threads;
  }

  /** Begins an attempt for an event. */
  Call begin(ConsumerRecord<byte[], byte[]> record, int attempt) {
    int deaths =
        suspects
            .computeIfAbsent(record.partition(), journal::suspects)
            .getOrDefault(record.offset(), 0);
    Call call = new Call();
    threads.execute(() -> run(call, record, attempt, deaths));
    return call;
  }

  private void run(Call call, ConsumerRecord<byte[], byte[]> record, int attempt, int deaths) {
    Lock lock = deaths > 0 ? alone.writeLock() : alone.readLock();
    Decision decision = new Decision.Keep();
    lock.lock();
    try {
      call.beganNanos = System.nanoTime();
      int slot = note(record, deaths);
      decision = attempts.run(new RecordMessage(record, attempt), deaths);
      if (!(decision instanceof Decision.Keep)) { // the journal must still contain it
        forget(slot);
      }
    } finally {
      lock.unlock();
      call.decision.complete(decision);
    }
  }

  private int note(ConsumerRecord<?, ?> record, int deaths) {
    synchronized (journal) {
      return journal.begin(record.partition(), record.offset(), deaths);
    }
  }

  private void forget(int slot) {
    synchronized (journal) {
      journal.end(slot);
    }
  }

  /** Gives up an event that was delivered more often than there are attempts. */
  Decision exhausted(ConsumerRecord<byte[], byte[]> record, int deliveries) {
    return attempts.exhausted(new RecordMessage(record, deliveries));
  }
}
