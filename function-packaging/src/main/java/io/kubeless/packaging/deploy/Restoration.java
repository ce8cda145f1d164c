package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Restores the newest revision of a function when a deployment has written something and fails. The
 * lock is kept meanwhile, so no other deployment comes in between. The failure is reported after
 * that, and a failure of the restoration too.
 */
final class Restoration {
  /** After these failures, another process or nobody may change the function. */
  private static final Set<ErrorCode> FINAL =
      Set.of(ErrorCode.DEPLOYMENT_LOCKED, ErrorCode.INTERRUPTED, ErrorCode.CLUSTER_UNREACHABLE);

  private final KubernetesApi api;
  private final DeployOptions options;
  private final DeploymentLock lock;
  private final Consumer<String> log;
  private final String function;
  private @Nullable ProblemException failure;
  private @Nullable RecordedRevision revision;
  private @Nullable Step restoring;

  Restoration(
      KubernetesApi api,
      DeployOptions options,
      DeploymentLock lock,
      Consumer<String> log,
      String function) {
    this.api = api;
    this.options = options.withoutRollback();
    this.lock = lock;
    this.log = log;
    this.function = function;
  }

  /**
   * Returns a step that restores the newest revision if a part of the deployment fails, and then
   * fails with the same problem.
   *
   * @param written returns whether the deployment has written something
   */
  Step guard(Step part, BooleanSupplier written) {
    return () -> {
      if (failure == null) {
        try {
          return part.advance();
        } catch (ApiFailure e) {
          begin(e.problem(Deployer.failure(function), api.connection()), written.getAsBoolean());
        } catch (ProblemException e) {
          begin(e, written.getAsBoolean());
        }
      }
      return restore();
    };
  }

  private void begin(ProblemException failed, boolean written) {
    boolean last = failed.problems().stream().anyMatch(each -> FINAL.contains(each.code()));
    if (!written || last || Thread.currentThread().isInterrupted()) {
      throw failed;
    }
    failure = failed;
    try {
      Optional<RecordedRevision> latest = new History(api, function).latest();
      if (latest.isEmpty()) {
        log.accept("rollback  no revision of " + function + " is recorded: its objects remain");
        throw failed;
      }
      revision = latest.get();
      log.accept(
          "rollback  "
              + function
              + " failed, and revision "
              + revision.number()
              + " of "
              + revision.time()
              + " is restored");
      restoring =
          new LockedDeployment(
                  api, options, lock, log, new RevisionChoice(api, function).complete(revision))
              .steps();
    } catch (ApiFailure e) {
      throw both(failed, e.problem(Deployer.rollbackFailure(function), api.connection()));
    } catch (ProblemException e) {
      throw e == failed ? failed : both(failed, e);
    }
  }

  /** Continues the restoration. When it is complete, the deployment fails. */
  private boolean restore() {
    ProblemException failed = Objects.requireNonNull(failure);
    try {
      if (restoring != null && !restoring.advance()) {
        return false;
      }
    } catch (ApiFailure e) {
      throw both(failed, e.problem(Deployer.rollbackFailure(function), api.connection()));
    } catch (ProblemException e) {
      throw both(failed, e);
    }
    if (revision != null) {
      log.accept("rollback  revision " + revision.number() + " of " + function + " is restored");
    }
    throw failed;
  }

  private ProblemException both(ProblemException failed, ProblemException second) {
    List<Problem> problems = new ArrayList<>(failed.problems());
    problems.add(
        Problem.of(
                ErrorCode.ROLLBACK_FAILED,
                "The failed deployment of %s could not be rolled back either",
                function)
            .at("namespace %s", api.connection().namespace())
            .because("of the next error")
            .remedy(
                "correct its cause, then: %s %s", goals("rollback"), setting("name", function)));
    problems.addAll(second.problems());
    return new ProblemException(problems);
  }
}
