package io.kubeless.storm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Sends events at a constant rate, and keeps those that the broker has acknowledged. */
final class Sender implements Runnable {
  private static final int KEYS = 500;

  private final Publisher publisher;
  private final StormOptions options;
  private final ConcurrentLinkedQueue<Sent> acknowledged = new ConcurrentLinkedQueue<>();

  Sender(Publisher publisher, StormOptions options) {
    this.publisher = publisher;
    this.options = options;
  }

  @Override
  public void run() {
    Random random = new Random(options.seed());
    Map<String, Long> numbers = new HashMap<>();
    long start = System.nanoTime();
    try {
      for (long id = 0; id < options.events(); id++) {
        long due = start + id * TimeUnit.SECONDS.toNanos(1) / options.perSecond();
        while (System.nanoTime() - due < 0) {
          TimeUnit.NANOSECONDS.sleep(Math.max(1_000_000, due - System.nanoTime()));
        }
        String key = "k" + random.nextInt(KEYS);
        publisher.publish(new Sent(id, key, numbers.merge(key, 1L, Long::sum)), acknowledged::add);
      }
      publisher.flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns the acknowledged events in the order in which they were sent. */
  List<Sent> acknowledged() {
    List<Sent> all = new ArrayList<>(acknowledged);
    all.sort(Comparator.comparingLong(Sent::id));
    return all;
  }
}
