package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Answers probes and metrics, and nothing else. */
final class ManagementApplication implements Application {
  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final int mostStuck;
  private volatile boolean ready;

  /**
   * Makes the application, not ready yet.
   *
   * @param mostStuck calls that may go on out of time before the process counts as wedged
   */
  ManagementApplication(Metrics metrics, CallDeadlines deadlines, int mostStuck) {
    this.metrics = metrics;
    this.deadlines = deadlines;
    this.mostStuck = mostStuck;
  }

  void ready(boolean now) {
    ready = now;
  }

  @Override
  public void serve(HttpRequest request, Reply reply) {
    reply.send(answer(request).orElseGet(() -> HttpResponse.text(404, "not found\n")));
  }

  /** Answers a request for one of its paths; empty for any other path. */
  Optional<HttpResponse> answer(HttpRequest request) {
    return switch (request.path()) {
      case RuntimeContract.LIVENESS_PATH -> Optional.of(liveness());
      case RuntimeContract.READINESS_PATH, RuntimeContract.HEALTH_PATH ->
          Optional.of(ready ? HttpResponse.text(200, "OK") : HttpResponse.text(503, "not ready\n"));
      case RuntimeContract.METRICS_PATH ->
          Optional.of(
              HttpResponse.of(
                  200,
                  Metrics.CONTENT_TYPE,
                  metrics.exposition(deadlines.stuck()).getBytes(StandardCharsets.UTF_8)));
      default -> Optional.empty();
    };
  }

  private HttpResponse liveness() {
    int stuck = deadlines.stuck();
    return stuck > mostStuck
        ? HttpResponse.text(503, stuck + " calls go on although their time is over\n")
        : HttpResponse.text(200, "OK");
  }
}
