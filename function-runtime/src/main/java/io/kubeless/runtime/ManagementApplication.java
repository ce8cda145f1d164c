package io.kubeless.runtime;

import io.kubeless.runtime.http.Application;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Answers probes and metrics, and nothing else. */
final class ManagementApplication implements Application {
  private final Metrics metrics;
  private final CallDeadlines deadlines;
  private final int mostStuck;
  private final Duration longestSilence;
  private volatile Supplier<Duration> silence = () -> Duration.ZERO;
  private volatile boolean ready;

  /**
   * Makes the application, not ready yet.
   *
   * @param mostStuck calls that may go on out of time before the process counts as wedged
   * @param longestSilence how long there may be no thread for a new call before it does
   */
  ManagementApplication(
      Metrics metrics, CallDeadlines deadlines, int mostStuck, Duration longestSilence) {
    this.metrics = metrics;
    this.deadlines = deadlines;
    this.mostStuck = mostStuck;
    this.longestSilence = longestSilence;
  }

  /** Sets what reports for how long there has been no thread for a new call. */
  void silence(Supplier<Duration> now) {
    silence = now;
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
    if (stuck > mostStuck) {
      return HttpResponse.text(503, stuck + " calls go on although their time is over\n");
    }
    Duration silent = silence.get();
    if (silent.compareTo(longestSilence) > 0) {
      return HttpResponse.text(
          503, "no thread has been free for a new call for " + silent.toSeconds() + " seconds\n");
    }
    return HttpResponse.text(200, "OK");
  }
}
