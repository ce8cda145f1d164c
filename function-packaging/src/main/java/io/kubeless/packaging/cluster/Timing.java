package io.kubeless.packaging.cluster;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * How everything that waits for a cluster measures time and lets it pass.
 *
 * @param clock the current time; it must not go back
 * @param pause lets time pass
 */
public record Timing(InstantSource clock, Pause pause) {

  /** Lets time pass between two requests. */
  public interface Pause {
    /**
     * Returns after a duration.
     *
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    void sleep(Duration duration) throws InterruptedException;
  }

  /** Returns the time of this machine, which passes steadily although somebody sets its clock. */
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
   * Lets time pass.
   *
   * @throws ProblemException when the thread is interrupted; it stays interrupted
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
