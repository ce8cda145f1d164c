package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.PodLog;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Waits for new lines of all pods of a function. Pods that are created in the meantime, for example
 * by a deployment, are read from their first line. A connection that is lost is opened again after
 * its last line, also if the API server is away for a while.
 */
final class FollowedLogs {
  private static final int QUEUE = 10_000;
  private static final long SEARCH_SECONDS = 2;

  private final ClusterConnection connection;
  private final String function;
  private final LogOptions options;
  private final PodLines output;
  private final Consumer<String> notes;
  private final BlockingQueue<Received> queue = new LinkedBlockingQueue<>(QUEUE);
  private final Map<String, Follower> followers = new HashMap<>();
  private boolean reached;
  private boolean lost;

  FollowedLogs(
      ClusterConnection connection,
      String function,
      LogOptions options,
      PodLines output,
      Consumer<String> notes) {
    this.connection = connection;
    this.function = function;
    this.options = options;
    this.output = output;
    this.notes = notes;
  }

  /** A line that was received. */
  private record Received(String pod, String text) {}

  /** Writes lines until the thread is interrupted. */
  void write(FunctionPods pods) throws ApiFailure {
    String query = options.query();
    long search = System.nanoTime();
    try {
      while (true) {
        if (System.nanoTime() - search >= 0) {
          if (search(pods, query)) {
            query = ""; // pods that appear later are new
          }
          search = System.nanoTime() + TimeUnit.SECONDS.toNanos(SEARCH_SECONDS);
        }
        Received line = queue.poll(search - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (line != null) {
          output.write(line.pod(), line.text(), followers.size() > 1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Follows the pods that exist now.
   *
   * @return whether the cluster has answered; the first search fails if it does not
   */
  private boolean search(FunctionPods pods, String query) throws ApiFailure {
    try {
      for (JsonNode pod : pods.withRuns(function)) {
        follow(pod, query);
      }
      reached = true;
      lost = false;
      return true;
    } catch (ProblemException e) {
      if (!reached || e.problems().get(0).code() != ErrorCode.CLUSTER_UNREACHABLE) {
        throw e;
      }
      if (!lost) {
        notes.accept("the cluster cannot be reached; waiting until it can");
      }
      lost = true;
      return false;
    }
  }

  private void follow(JsonNode pod, String query) throws ApiFailure {
    Follower follower =
        followers.computeIfAbsent(
            FunctionPods.name(pod),
            name -> new Follower(FunctionLogs.log(connection, pod, function)));
    follower.requirePermission();
    if (follower.isIdle() && FunctionPods.isRunning(pod, function)) {
      follower.start(query);
    }
  }

  /** Reads the log of one pod, again and again. */
  private final class Follower {
    private final PodLog log;
    private @Nullable Thread thread;
    private volatile @Nullable Instant last;
    private volatile @Nullable ApiFailure refusal;

    Follower(PodLog log) {
      this.log = log;
    }

    boolean isIdle() {
      return thread == null || !thread.isAlive();
    }

    void requirePermission() throws ApiFailure {
      ApiFailure present = refusal;
      if (present != null && (present.status() == 401 || present.status() == 403)) {
        throw present;
      }
    }

    void start(String first) {
      Instant known = last;
      String query = "&follow=true" + (known == null ? first : LogOptions.after(known));
      Thread next = new Thread(() -> read(query, known), "log of " + log.pod());
      next.setDaemon(true);
      next.start();
      thread = next;
    }

    /** Reads lines, except those that a previous connection has received. */
    private void read(String query, @Nullable Instant known) {
      try {
        log.read(
            query,
            line -> {
              if (known == null || line.time().isAfter(known)) {
                receive(line);
              }
            });
      } catch (ApiFailure e) {
        refusal = e; // usually because the container does not run yet
      } catch (IOException e) {
        // it is read again
      }
    }

    private void receive(PodLog.Line line) {
      last = line.time();
      try {
        queue.put(new Received(log.pod(), line.text()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
