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

/** The threads that connections run on. */
final class CallThreads {
  private static final int FIRST_WITHOUT_PINNING = 24;
  private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

  private CallThreads() {}

  /**
   * Returns virtual threads from JDK 24 on, where {@code synchronized} no longer pins their
   * carriers, else cached platform threads.
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
      // More carriers than CPUs: a few handlers that only compute must not stop all the others.
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
   * Returns platform threads; a task too many is rejected.
   *
   * @param started threads that are there from the start, so that they never fail to start
   * @param most threads at the same time
   */
  static ExecutorService platform(String name, int started, int most) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            started, most, 30, TimeUnit.SECONDS, new SynchronousQueue<>(), factory(name));
    threads.prestartAllCoreThreads();
    return threads;
  }

  /** Returns that many platform threads, all started; further tasks wait for one of them. */
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
