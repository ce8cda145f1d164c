package io.kubeless.nats;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Distributes messages over workers. A message occupies a worker until it is settled or given back.
 *
 * <p>A message during whose processing an earlier process has ended is processed while no other one
 * is, so that a further end of the process is certainly due to it.
 */
final class Dispatcher {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private final ArrayDeque<HeldMessage> waiting = new ArrayDeque<>();
  private final Set<HeldMessage> running = new LinkedHashSet<>();
  private final List<HeldMessage> kept = new ArrayList<>(); // whose failure has stopped the trigger
  private final int parallelism;
  private final Executor threads;
  private final Predicate<HeldMessage> worker;
  private volatile Runnable whenIdle = () -> {};
  private int granted; // messages that were requested and have not arrived
  private boolean alone; // a suspect is being processed
  private boolean paused;
  private boolean stopped;

  /**
   * Creates a dispatcher without messages.
   *
   * @param worker processes a message until it is settled or given back, and returns true; or
   *     returns false if the message is to be kept, and no further one is to be processed
   */
  Dispatcher(int parallelism, Executor threads, Predicate<HeldMessage> worker) {
    this.parallelism = parallelism;
    this.threads = threads;
    this.worker = worker;
  }

  /** Sets what is done when a worker has become idle. */
  void whenIdle(Runnable action) {
    whenIdle = action;
  }

  /**
   * Returns the number of messages to request, and counts them as granted; 0 if some are granted
   * already, or none may be started.
   */
  int grant(int most) {
    lock.lock();
    try {
      if (granted == 0 && !paused && !stopped && !alone && !suspectWaits()) {
        granted = Math.max(0, Math.min(most, parallelism - running.size() - waiting.size()));
        return granted;
      }
      return 0;
    } finally {
      lock.unlock();
    }
  }

  /** Withdraws a grant whose request has ended. */
  void ungrant() {
    lock.lock();
    try {
      granted = 0;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether requested messages have not arrived yet. */
  boolean granted() {
    lock.lock();
    try {
      return granted > 0;
    } finally {
      lock.unlock();
    }
  }

  /** Adds a received message. */
  void add(HeldMessage message) {
    lock.lock();
    try {
      granted = Math.max(0, granted - 1);
      if (message.deaths > 0) {
        waiting.addFirst(message);
      } else {
        waiting.addLast(message);
      }
      startMore();
    } finally {
      lock.unlock();
    }
  }

  private void startMore() {
    while (!paused
        && !stopped
        && !alone
        && !waiting.isEmpty()
        && running.size() < parallelism
        && !(suspectWaits() && !running.isEmpty())) {
      HeldMessage message = waiting.removeFirst();
      alone = message.deaths > 0;
      running.add(message);
      threads.execute(() -> work(message));
    }
  }

  private boolean suspectWaits() {
    HeldMessage first = waiting.peekFirst();
    return first != null && first.deaths > 0;
  }

  private void work(HeldMessage message) {
    boolean more = true;
    try {
      more = worker.test(message);
    } finally {
      lock.lock();
      try {
        running.remove(message);
        alone = false;
        if (!more) {
          stopped = true;
          kept.add(message);
        }
        startMore();
        ended.signalAll();
      } finally {
        lock.unlock();
      }
    }
    whenIdle.run();
  }

  /** Starts no further message until {@link #resume}. */
  void pause() {
    lock.lock();
    try {
      paused = true;
    } finally {
      lock.unlock();
    }
  }

  void resume() {
    lock.lock();
    try {
      paused = false;
      startMore();
    } finally {
      lock.unlock();
    }
    whenIdle.run();
  }

  /** Starts no further message at all. */
  void stop() {
    lock.lock();
    try {
      stopped = true;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether no further message is started. */
  boolean stopped() {
    lock.lock();
    try {
      return stopped;
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns the messages whose failure has stopped the trigger. */
  List<HeldMessage> takeKept() {
    lock.lock();
    try {
      List<HeldMessage> taken = List.copyOf(kept);
      kept.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Removes and returns the messages that were not started. */
  List<HeldMessage> takeWaiting() {
    lock.lock();
    try {
      List<HeldMessage> taken = List.copyOf(waiting);
      waiting.clear();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Returns all messages that were received and not given back. */
  List<HeldMessage> held() {
    lock.lock();
    try {
      List<HeldMessage> all = new ArrayList<>(running);
      all.addAll(waiting);
      all.addAll(kept);
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no worker is busy, and returns whether that is so. */
  boolean awaitIdle(Duration most) throws InterruptedException {
    long deadline = System.nanoTime() + most.toNanos();
    lock.lock();
    try {
      while (!running.isEmpty()) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        ended.awaitNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the id of an event whose call has been running for longer than a duration. */
  Optional<String> stuck(Duration most) {
    for (HeldMessage message : held()) {
      long began = message.callNanos;
      if (began != 0 && Pulse.age(began).compareTo(most) > 0) {
        return Optional.of(message.id());
      }
    }
    return Optional.empty();
  }
}
