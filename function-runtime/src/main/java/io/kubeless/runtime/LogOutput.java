package io.kubeless.runtime;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes lines to a stream, many of them with one system call if they follow each other quickly. A
 * line is written after five milliseconds at the latest. If the stream is slow, writers wait when
 * 128 KiB are waiting. No line is lost if the process exits, and none is split, because each write
 * contains whole lines and takes the lock of the stream.
 */
final class LogOutput {
  private static final int MOST = 128 * 1024;
  private static final int FIRST = 4096;
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final int INTERVALS_BEFORE_END = 20;

  private final PrintStream out;
  private final ReentrantLock order = new ReentrantLock(); // of writes to the stream
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  // Guarded by the lock.
  private byte[] waiting = new byte[FIRST];
  private byte[] spare = new byte[FIRST]; // is read under the other lock
  private int length;
  private boolean writing; // a thread writes what is waiting, at intervals
  private boolean immediate; // the process ends
  private long writtenNanos = System.nanoTime() - INTERVAL_NANOS;

  LogOutput(PrintStream out) {
    this.out = out;
  }

  /** Writes each line at once from now on, because the process ends. */
  void close() {
    lock.lock();
    try {
      immediate = true;
    } finally {
      lock.unlock();
    }
    flush();
  }

  /**
   * Writes a line.
   *
   * @param line the bytes, including the line break; the caller may change them afterwards
   * @param count number of its bytes
   * @param urgent whether it is written before this method returns
   */
  void write(byte[] line, int count, boolean urgent) {
    if (urgent || !add(line, count)) {
      order.lock();
      try {
        flush();
        out.write(line, 0, count);
        out.flush();
      } finally {
        order.unlock();
      }
    }
  }

  /** Adds a line to those that are waiting; returns false if it must be written at once. */
  private boolean add(byte[] line, int count) {
    lock.lock();
    try {
      long now = System.nanoTime();
      boolean seldom = !writing && now - writtenNanos > INTERVAL_NANOS;
      if (seldom || immediate || count > MOST / 2 || !started()) {
        writtenNanos = now;
        return false;
      }
      while (length + count > MOST && !immediate) {
        changed.awaitUninterruptibly();
      }
      if (immediate) { // the process ends, and nobody may write what is added now
        return false;
      }
      if (length + count > waiting.length) {
        waiting = Arrays.copyOf(waiting, Math.max(2 * waiting.length, length + count));
      }
      System.arraycopy(line, 0, waiting, length, count);
      length += count;
      if (length > MOST / 2) {
        changed.signalAll();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean started() {
    if (!writing) {
      try {
        Thread thread = new Thread(this::writeWaiting, "log");
        thread.setDaemon(true);
        thread.start();
        writing = true;
      } catch (OutOfMemoryError e) { // no thread can be started
        return false;
      }
    }
    return true;
  }

  private void writeWaiting() {
    for (int idle = 0; idle < INTERVALS_BEFORE_END; ) {
      idle = awaitInterval() ? 0 : idle + 1;
      flush();
    }
    end();
    flush();
  }

  private void end() {
    lock.lock();
    try {
      writing = false;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for an interval, or for half of the room; returns whether lines are waiting. */
  private boolean awaitInterval() {
    lock.lock();
    try {
      long left = INTERVAL_NANOS;
      while (left > 0 && length <= MOST / 2 && !immediate) {
        left = changed.awaitNanos(left);
      }
      return length > 0;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is waiting. */
  private void flush() {
    order.lock();
    try {
      int count = swap();
      if (count > 0) {
        out.write(spare, 0, count);
        out.flush();
      }
    } finally {
      order.unlock();
    }
  }

  /** Moves what is waiting to the spare buffer, and returns its length. */
  private int swap() {
    lock.lock();
    try {
      byte[] lines = waiting;
      int count = length;
      waiting = spare;
      spare = lines;
      length = 0;
      writtenNanos = System.nanoTime();
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }
}
