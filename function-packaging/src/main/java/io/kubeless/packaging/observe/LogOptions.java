package io.kubeless.packaging.observe;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which lines of a log are read.
 *
 * @param follow whether new lines are awaited
 * @param previous whether the log is that of the containers before their last restarts
 * @param since the greatest age of a line; absent for any age
 * @param tail the number of last lines of each pod; absent for all
 */
public record LogOptions(
    boolean follow, boolean previous, Optional<Duration> since, OptionalInt tail) {

  /** Returns the parameters of the API. */
  String query() {
    StringBuilder query = new StringBuilder();
    since.ifPresent(age -> query.append("&sinceSeconds=").append(Math.max(1, age.toSeconds())));
    tail.ifPresent(lines -> query.append("&tailLines=").append(lines));
    if (previous) {
      query.append("&previous=true");
    }
    return query.toString();
  }

  /** Returns the parameters for the lines after one that was already read. */
  static String after(Instant time) {
    return "&sinceTime=" + time;
  }
}
