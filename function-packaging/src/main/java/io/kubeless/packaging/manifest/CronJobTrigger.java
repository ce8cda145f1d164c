package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Trigger;
import io.kubeless.packaging.model.TriggerRenderer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A schedule.
 *
 * @param schedule the five fields of a Kubernetes CronJob, or a name such as {@code @daily}
 * @param timeZone a name such as {@code Europe/Berlin}; if absent, the zone of the cluster's
 *     controller, usually UTC
 * @param payload body of the event; if absent, it has no body
 * @param concurrency what happens at a scheduled time while the previous run has not ended: {@link
 *     #FORBID}, allow or replace; if absent, {@link #FORBID}
 * @param startingDeadline how late a run may start, in whole seconds; if absent, {@link
 *     #STARTING_DEADLINE}
 * @param attempts attempts for one run in all; if absent, {@link #ATTEMPTS}
 */
public record CronJobTrigger(
    String schedule,
    Optional<String> timeZone,
    Optional<String> payload,
    Optional<String> concurrency,
    Optional<Duration> startingDeadline,
    OptionalInt attempts)
    implements Trigger {
  /** The policy by which runs of a trigger do not overlap. */
  public static final String FORBID = "forbid";

  /** How late a run may start by default. */
  public static final Duration STARTING_DEADLINE = Duration.ofSeconds(60);

  /** The default number of attempts for one run. */
  public static final int ATTEMPTS = 3;

  // A duration in the syntax of Go; parts of less than a second do not count.
  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Double> SECONDS = Map.of("s", 1.0, "m", 60.0, "h", 3600.0);

  /** Creates a trigger with the defaults. */
  public CronJobTrigger(String schedule, Optional<String> timeZone, Optional<String> payload) {
    this(schedule, timeZone, payload, Optional.empty(), Optional.empty(), OptionalInt.empty());
  }

  /**
   * Returns whether no run would ever start. For {@code @every}, the controller counts from the
   * last run, but not from one before the deadline.
   */
  boolean neverStarts() {
    return interval()
        .filter(each -> each.compareTo(startingDeadline.orElse(STARTING_DEADLINE)) > 0)
        .isPresent();
  }

  /**
   * Returns the time between two runs of a schedule such as {@code @every 1h30m}; absent for any
   * other schedule.
   */
  public Optional<Duration> interval() {
    if (!schedule.startsWith("@every ")) {
      return Optional.empty();
    }
    double seconds = 0;
    for (MatchResult part : DURATION_PART.matcher(schedule).results().toList()) {
      seconds += Double.parseDouble(part.group(1)) * SECONDS.getOrDefault(part.group(2), 0.0);
    }
    return Optional.of(Duration.ofSeconds((long) seconds)); // as the controller rounds it
  }

  /** Returns whether two triggers send the same event at the same times. */
  public boolean sameRuns(CronJobTrigger other) {
    return schedule.equals(other.schedule)
        && timeZone.equals(other.timeZone)
        && payload.equals(other.payload);
  }

  @Override
  public TriggerRenderer renderer() {
    return new CronJobRenderer();
  }
}
