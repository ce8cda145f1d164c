package io.kubeless.packaging.cluster;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Measures time for everything that waits for a cluster.
 *
 * @param clock the current time, which must not decrease
 * @param pause waits
 */
public record Timing(InstantSource clock, Pause pause) {

  /** Waits between two requests. */
  public interface Pause {
    /**
     * Returns after a duration.
     *
     * @throws InterruptedException if the thread is interrupted in the meantime
     */
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Returns the timing of this machine, which is independent of changes to its clock. */
  public static Timing system() {
    Instant start = Instant.now();
    long startNanos = System.nanoTime();
    return new Timing(
        () -> start.plusNanos(System.nanoTime() - startNanos),
        duration -> Thread.sleep(duration.toMillis()));
  }

  /** Returns the current time. */
  public Instant now() {
    return clock.instant();
  }

  /**
   * Waits for a duration.
   *
   * @throws ProblemException if the thread is interrupted; it remains interrupted
   */
  public void sleep(Duration duration) {
    try {
      pause.sleep(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          Problem.of(ErrorCode.INTERRUPTED, "Waiting for the cluster was interrupted")
              .because("the thread that waited was interrupted")
              .remedy("run it again: objects that were applied are recorded"),
          e);
    }
  }
}
