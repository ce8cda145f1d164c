package io.kubeless.runtime.http;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Finds loops whose thread is serving a request for too long. It rests while there are none. */
final class LoopWatch {
  // A request is found after one to two intervals. A pause of the whole process lasts only one.
  private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
  private static final int LOOKS_BEFORE_REST = 20;

  private final List<EventLoop> loops;
  private int idleLooks;
  private volatile @Nullable Thread resting;

  LoopWatch(List<EventLoop> loops) {
    this.loops = loops;
  }

  /** Must be called by a thread of a loop that begins to serve a request. */
  void lent() {
    Thread thread = resting;
    if (thread != null) {
      resting = null;
      LockSupport.unpark(thread);
    }
  }

  /**
   * Waits, and looks at each loop.
   *
   * @param mostNanos maximum time to wait
   */
  void look(long mostNanos) {
    boolean lent = false;
    if (idleLooks < LOOKS_BEFORE_REST) {
      LockSupport.parkNanos(this, Math.min(INTERVAL_NANOS, mostNanos));
    } else {
      lent = rest(mostNanos);
    }
    for (EventLoop loop : loops) {
      lent |= loop.supervise();
    }
    idleLooks = lent ? 0 : Math.min(idleLooks + 1, LOOKS_BEFORE_REST);
  }

  /** Waits until a loop begins to serve a request; returns false if none did. */
  private boolean rest(long mostNanos) {
    resting = Thread.currentThread();
    boolean lent = false;
    for (EventLoop loop : loops) {
      lent |= loop.lent(); // it may not have seen that this thread rests
    }
    if (!lent) {
      LockSupport.parkNanos(this, mostNanos);
      lent = resting == null;
    }
    resting = null;
    return lent;
  }
}
