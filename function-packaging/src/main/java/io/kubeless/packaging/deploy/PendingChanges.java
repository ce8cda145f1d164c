package io.kubeless.packaging.deploy;

import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Deployments and deletions of functions that are awaited together, in one loop of the calling
 * thread.
 */
public final class PendingChanges implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofMillis(400);

  /**
   * A change that has begun.
   *
   * @param change the change to wait for
   * @param done receives the result of the change as soon as it has succeeded
   * @param <T> the result
   */
  public record Started<T>(PendingChange<T> change, Consumer<T> done) {}

  private final List<Started<?>> pending = new ArrayList<>();
  private final List<RuntimeException> failures = new ArrayList<>();

  /**
   * Starts a change, unless a previous one has failed. A failure is reported by {@link #await}.
   *
   * @param start begins the change and returns it; it is closed when it ends
   */
  public void start(Supplier<? extends Started<?>> start) {
    if (failures.isEmpty()) {
      attempt(() -> pending.add(start.get()));
    }
  }

  /**
   * Waits until every change has succeeded or failed.
   *
   * @throws ProblemException with the problems of all failed changes; immediately if the thread is
   *     interrupted, which remains interrupted
   */
  public void await() {
    while (!pending.isEmpty()) {
      for (Started<?> each : List.copyOf(pending)) {
        if (!attempt(() -> advance(each))) {
          end(each);
        }
      }
      if (!pending.isEmpty()) {
        pending.get(0).change().timing().sleep(PERIOD);
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

  private <T> void advance(Started<T> started) {
    Optional<T> result = started.change().advance();
    if (result.isPresent()) {
      end(started);
      started.done().accept(result.get());
    }
  }

  private void end(Started<?> started) {
    pending.remove(started);
    started.change().close();
  }

  /** Returns whether an action succeeds. An interruption ends all changes. */
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

  /** Releases the locks of the changes that have not ended. */
  @Override
  public void close() {
    List.copyOf(pending).forEach(this::end);
  }
}
