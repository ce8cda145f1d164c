package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Serves only probes and metrics. */
final class ManagementApplication implements Application {
  // The next probe of a Deployment follows after a second, so hardly any time passes without one.
  private static final Duration START_PATIENCE = Duration.ofMillis(900);

  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final int mostStuck;
  private final boolean readyWithoutSources;
  private volatile List<EventSource> sources = List.of();
  private final CountDownLatch started = new CountDownLatch(1);
  private volatile boolean ready;

  /**
   * Creates the application, which is not ready yet.
   *
   * @param mostStuck maximum number of calls that run after their timeout while the process counts
   *     as live
   * @param readyWithoutSources whether the readiness probe succeeds although a source is not ready
   */
  ManagementApplication(
      Metrics metrics, CallDeadlines deadlines, int mostStuck, boolean readyWithoutSources) {
    this.metrics = metrics;
    this.deadlines = deadlines;
    this.mostStuck = mostStuck;
    this.readyWithoutSources = readyWithoutSources;
  }

  /** Sets the sources whose health and metrics are reported. */
  void sources(List<EventSource> now) {
    sources = List.copyOf(now);
  }

  void ready(boolean now) {
    ready = now;
    started.countDown();
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    reply.send(answer(request).orElseGet(() -> HttpResponse.text(404, "not found\n")));
  }

  /** Responds to a request for one of its paths; empty for any other path. */
  Optional<HttpResponse> answer(HttpRequest request) {
    return switch (request.path()) {
      case RuntimeContract.LIVENESS_PATH -> Optional.of(liveness());
      case RuntimeContract.READINESS_PATH, RuntimeContract.HEALTH_PATH -> Optional.of(readiness());
      case RuntimeContract.METRICS_PATH ->
          Optional.of(
              HttpResponse.of(
                  200, Metrics.CONTENT_TYPE, exposition().getBytes(StandardCharsets.UTF_8)));
      default -> Optional.empty();
    };
  }

  private HttpResponse liveness() {
    int stuck = deadlines.stuck();
    if (stuck > mostStuck) {
      return HttpResponse.text(503, stuck + " calls still run after their timeout\n");
    }
    for (EventSource source : sources) {
      Health health = source.health();
      if (!health.live()) {
        return HttpResponse.text(503, health.detail() + "\n");
      }
    }
    return HttpResponse.text(200, "OK");
  }

  /**
   * Waits for the end of the start, so that a probe which arrives a little too early does not defer
   * the first request to the next probe.
   */
  private void awaitStart() {
    try {
      started.await(START_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // not expected; the caller sees it
    }
  }

  private HttpResponse readiness() {
    awaitStart();
    if (!ready) {
      return HttpResponse.text(503, "not ready\n");
    }
    StringBuilder details = new StringBuilder();
    boolean all = true;
    for (EventSource source : sources) {
      Health health = source.health();
      all &= health.ready() || readyWithoutSources;
      if (!health.detail().isEmpty()) {
        details.append(health.detail()).append('\n');
      }
    }
    if (!all) {
      return HttpResponse.text(503, details.toString());
    }
    return HttpResponse.text(200, details.isEmpty() ? "OK" : "OK\n" + details);
  }

  /** Returns all metrics in the text format of Prometheus. */
  String exposition() {
    SourceMetrics ofSources = new SourceMetrics();
    sources.forEach(source -> source.metrics(ofSources));
    return metrics.exposition(deadlines.stuck()) + ofSources.exposition();
  }
}
