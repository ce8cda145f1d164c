package io.kubeless.runtime.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Lets a thread wait until its connection can be read or written, which the loop finds out. */
final class Readiness {
  private final SelectionKey key;
  private volatile @Nullable Thread waiter;
  private volatile int awaited; // an operation of the key, 0 if it is possible

  Readiness(SelectionKey key) {
    this.key = key;
  }

  /**
   * Waits until an operation is possible.
   *
   * @param deadlineNanos as {@link System#nanoTime}
   * @throws SocketTimeoutException after the deadline
   * @throws IOException if the connection was closed
   */
  void await(int operation, long deadlineNanos) throws IOException {
    waiter = Thread.currentThread();
    awaited = operation;
    try {
      request(operation);
      while (awaited != 0) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          throw new SocketTimeoutException();
        }
        if (!key.isValid()) {
          throw new ClosedChannelException();
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException();
        }
        LockSupport.parkNanos(this, left);
      }
    } finally {
      waiter = null;
      awaited = 0;
    }
  }

  /** Lets the loop find out when an operation is possible. */
  void request(int operation) throws ClosedChannelException {
    try {
      if ((key.interestOpsOr(operation) & operation) == 0) {
        key.selector().wakeup();
      }
    } catch (CancelledKeyException e) {
      throw new ClosedChannelException();
    }
  }

  /**
   * Continues a thread that waits for an operation that is possible now. The operation is not
   * looked for any more until it is requested again. Only the loop calls this.
   */
  void signal() {
    int ready;
    try {
      ready = key.readyOps();
      key.interestOpsAnd(~ready);
    } catch (CancelledKeyException e) {
      ready = ~0; // the thread will find that the connection is closed
    }
    if ((awaited & ready) != 0) {
      awaited = 0;
      LockSupport.unpark(waiter);
    }
  }

  /** Makes a thread that waits find out that the channel was closed, and the loop release it. */
  void closed() {
    LockSupport.unpark(waiter);
    key.selector().wakeup();
  }
}
