package io.kubeless.runtime;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Creates the threads that connections run on. */
final class CallThreads {
  private static final int FIRST_WITHOUT_PINNING = 24;
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private CallThreads() {}

  /**
   * Returns virtual threads since JDK 24, in which {@code synchronized} no longer pins their
   * carriers, or else cached platform threads.
   */
  static ExecutorService create(int javaVersion) {
    return virtual(javaVersion) ? virtual() : platform("call", 0, Integer.MAX_VALUE);
  }

  /** Returns whether calls run on virtual threads. */
  static boolean virtual(int javaVersion) {
    return javaVersion >= FIRST_WITHOUT_PINNING;
  }

  private static ExecutorService virtual() {
    if (System.getProperty(PARALLELISM) == null) {
      // More carriers than CPUs, so that a few computing handlers do not stop all the others.
      int processors = Runtime.getRuntime().availableProcessors();
      System.setProperty(PARALLELISM, Integer.toString(Math.max(8, 2 * processors)));
    }
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("virtual threads", e);
    }
  }

  /**
   * Returns platform threads; tasks beyond the limit are rejected.
   *
   * @param started number of threads that are started in advance, so that they cannot fail to start
   * @param most maximum number of threads
   */
  static ExecutorService platform(String name, int started, int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            started, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
    threads.prestartAllCoreThreads();
    return threads;
  }

  /**
   * Returns the given number of platform threads, which are started in advance; further tasks wait
   * for one of them.
   */
  static ExecutorService started(String name, int number) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            number, number, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), factory(name));
    threads.prestartAllCoreThreads();
    return threads;
  }

  private static ThreadFactory factory(String name) {
    AtomicInteger number = new AtomicInteger();
    return task -> {
      Thread thread = new Thread(null, task, name + "-" + number.incrementAndGet(), 512 * 1024);
      thread.setDaemon(true);
      return thread;
    };
  }
}
