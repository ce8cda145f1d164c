package io.kubeless.runtime;

import io.kubeless.runtime.source.EventSource;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Limits the number of concurrent calls. While all permits are taken, sources that can wait are
 * paused.
 */
final class Permits {
  private final Semaphore free;
  private final List<EventSource> sources;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean paused;

  /**
   * Creates permits, all of which are free.
   *
   * @param sources sources that are paused
   */
  Permits(int number, List<EventSource> sources) {
    this.free = new Semaphore(number);
    this.sources = List.copyOf(sources);
  }

  boolean tryAcquire() {
    boolean acquired = free.tryAcquire();
    update();
    return acquired;
  }

  void release() {
    free.release();
    update();
  }

  /**
   * Runs after each change, so that the last change is decisive, independent of what other threads
   * have seen.
   */
  private void update() {
    if (sources.isEmpty() || paused == exhausted()) {
      return;
    }
    lock.lock();
    try {
      while (paused != exhausted()) { // a change before "paused" was set took no notice of it
        paused = !paused;
        sources.forEach(paused ? EventSource::pause : EventSource::resume);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean exhausted() {
    return free.availablePermits() == 0;
  }
}
