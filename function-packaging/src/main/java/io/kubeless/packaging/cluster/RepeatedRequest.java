package io.kubeless.packaging.cluster;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Optional;
import org.apache.http.NoHttpResponseException;
import org.apache.http.conn.HttpHostConnectException;

/**
 * Repeats requests that are safe to repeat, a few times: a request without a further effect when it
 * is sent again, whose connection failed or whose status is 429 or 500 or more, and any request
 * except a POST that the server has refused temporarily with 429 or 503 and {@code Retry-After}.
 */
final class RepeatedRequest {
  private static final int ATTEMPTS = 4;
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private RepeatedRequest() {}

  /** Sends one request once. */
  interface Attempt {
    HttpAnswer send() throws IOException;
  }

  /**
   * Returns the last response.
   *
   * @param idempotent whether the request has no further effect when it is sent again
   */
  static HttpAnswer send(Timing timing, String method, boolean idempotent, Attempt attempt)
      throws IOException {
    for (int number = 1; ; number++) {
      Duration pause;
      try {
        HttpAnswer answer = attempt.send();
        Optional<Duration> wait = pause(method, idempotent, answer);
        if (number == ATTEMPTS || wait.isEmpty()) {
          return answer;
        }
        pause = wait.get();
      } catch (IOException e) {
        if (number == ATTEMPTS || !idempotent || !broken(e)) {
          throw e;
        }
        pause = PAUSE;
      }
      timing.sleep(pause.multipliedBy(number));
    }
  }

  /** Returns the pause before the next attempt; empty if there is no other attempt. */
  private static Optional<Duration> pause(String method, boolean idempotent, HttpAnswer answer) {
    boolean refused = answer.status() == 429 || answer.status() == 503;
    Optional<Duration> requested =
        answer
            .header("Retry-After")
            .filter(seconds -> refused && seconds.matches("\\d{1,6}"))
            .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)));
    if (requested.isPresent() && !method.equals("POST")) {
      return requested.filter(seconds -> seconds.compareTo(LONGEST_PAUSE) <= 0);
    }
    return idempotent && (answer.status() == 429 || answer.status() >= 500)
        ? Optional.of(PAUSE)
        : Optional.empty();
  }

  private static boolean broken(IOException e) {
    return e instanceof NoHttpResponseException
        || e instanceof EOFException
        || (e instanceof SocketException && !(e instanceof HttpHostConnectException));
  }
}
