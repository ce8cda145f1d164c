package io.kubeless.kafka;

import io.kubeless.runtime.source.Failure;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that was received, until the offset after it can be committed. Guarded by the lock of
 * the {@link Dispatcher}, except for the thread that processes it.
 */
final class PendingRecord {
  private static final VarHandle SETTLED;

  static {
    try {
      SETTLED = MethodHandles.lookup().findVarHandle(PendingRecord.class, "settled", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final long offset;
  final int bytes;
  final long receivedNanos;
  final int deaths;
  private @Nullable ConsumerRecord<byte[], byte[]> record;
  private volatile boolean settled;

  /** Number of attempts that have ended. */
  int attempts;

  /** Number of failures to write the dead letter. */
  int deadLetterFailures;

  private @Nullable Failure failure;

  /**
   * Creates a record that is not settled.
   *
   * @param receivedNanos when it was received, as {@link System#nanoTime}
   * @param attempts attempts of processes that had the partition before
   * @param deaths how often a process has ended while it processed this record
   */
  PendingRecord(
      ConsumerRecord<byte[], byte[]> record, long receivedNanos, int attempts, int deaths) {
    this.record = record;
    this.receivedNanos = receivedNanos;
    this.offset = record.offset();
    this.bytes =
        Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
    this.attempts = attempts;
    this.deaths = deaths;
  }

  /** Returns the record, which is not settled. */
  ConsumerRecord<byte[], byte[]> record() {
    ConsumerRecord<byte[], byte[]> present = record;
    if (present == null) {
      throw new IllegalStateException("the record at offset " + offset + " is settled");
    }
    return present;
  }

  /** Returns why the record is given up; empty if it is not. */
  Optional<Failure> failure() {
    return Optional.ofNullable(failure);
  }

  /** Gives the record up: only its dead letter remains to be written. */
  void failed(Failure reason) {
    failure = reason;
  }

  /** Returns whether the record is settled; any thread may call this. */
  boolean settled() {
    return settled;
  }

  /** Settles the record, and releases its memory. Called by the thread that processes it. */
  void settle() {
    record = null;
    SETTLED.setRelease(this, true); // a volatile write is several times as expensive
  }
}
