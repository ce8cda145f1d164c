package io.kubeless.packaging.deploy;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Renews all locks of this process in the background, with one thread for each cluster: a cluster
 * that does not respond delays no renewal at another one. A thread ends when no lock is left.
 */
final class LockRenewals {
  private static final Map<String, ScheduledThreadPoolExecutor> THREADS = new ConcurrentHashMap<>();

  private LockRenewals() {}

  /**
   * Repeats a renewal until the returned future is cancelled.
   *
   * @param server the address of the API server
   * @param renewal throws nothing
   */
  static Future<?> schedule(String server, Runnable renewal, Duration period) {
    return THREADS
        .computeIfAbsent(server, LockRenewals::thread)
        .scheduleWithFixedDelay(
            renewal, period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor thread(String server) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "renewal of the locks at " + server);
              thread.setDaemon(true);
              return thread;
            });
    executor.setRemoveOnCancelPolicy(true);
    executor.setKeepAliveTime(1, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    return executor;
  }
}
