package io.kubeless.packaging.deploy;

import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Deployments that are awaited together, in one loop of the calling thread. */
public final class Deployments implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(400);

  /**
   * A deployment that has begun.
   *
   * @param deployment the deployment to wait for
   * @param done receives the result of the deployment as soon as it has succeeded
   */
  public record Started(PendingDeployment deployment, Consumer<Deployed> done) {}

  private final List<Started> pending = new ArrayList<>();
  private final List<RuntimeException> failures = new ArrayList<>();

  /**
   * Starts a deployment, unless a previous one has failed. A failure is reported by {@link #await}.
   *
   * @param start applies the objects and returns the deployment, which is closed when it ends
   */
  public void start(Supplier<Started> start) {
    if (failures.isEmpty()) {
      attempt(() -> pending.add(start.get()));
    }
  }

  /**
   * Waits until every deployment has succeeded or failed.
   *
   * @throws ProblemException with the problems of all failed deployments; immediately if the thread
   *     is interrupted, which remains interrupted
   */
  public void await() {
    while (!pending.isEmpty()) {
      for (Started each : List.copyOf(pending)) {
        if (!attempt(() -> advance(each))) {
          end(each);
        }
      }
      if (!pending.isEmpty()) {
        pending.get(0).deployment().timing().sleep(PERIOD);
      }
    }
    if (!failures.isEmpty()) {
      throw failure();
    }
  }

  private RuntimeException failure() {
    List<Problem> problems = new ArrayList<>();
    for (RuntimeException each : failures) {
      if (failures.size() > 1 && each instanceof ProblemException problem) {
        problems.addAll(problem.problems());
      } else {
        return each;
      }
    }
    return new ProblemException(problems);
  }

  private void advance(Started started) {
    Optional<Deployed> deployed = started.deployment().advance();
    if (deployed.isPresent()) {
      end(started);
      started.done().accept(deployed.get());
    }
  }

  private void end(Started started) {
    pending.remove(started);
    started.deployment().close();
  }

  /** Returns whether an action succeeds. An interruption ends all deployments. */
  private boolean attempt(Runnable action) {
    try {
      action.run();
      return true;
    } catch (RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      failures.add(e);
      return false;
    }
  }

  /** Releases the locks of the deployments that have not ended. */
  @Override
  public void close() {
    List.copyOf(pending).forEach(this::end);
  }
}
