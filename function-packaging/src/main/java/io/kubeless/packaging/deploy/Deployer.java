package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.goals;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/** Applies manifests: dry run, lock, apply, wait, prune. */
public final class Deployer {
  private final KubernetesApi api;
  private final DeployOptions options;
  private final Consumer<String> log;
  private final Consumer<String> warnings;

  /**
   * Creates a deployer.
   *
   * @param log receives progress messages, line by line
   * @param warnings receives warnings, line by line, before anything is written
   */
  public Deployer(
      ClusterConnection connection,
      DeployOptions options,
      Consumer<String> log,
      Consumer<String> warnings) {
    this.api = new KubernetesApi(connection);
    this.options = options;
    this.log = log;
    this.warnings = warnings;
  }

  /**
   * Checks everything that can be checked before the build: the target supports the function, the
   * cluster is reachable, the namespace and the Secrets exist, the user has all permissions, and
   * the function belongs to this owner and target.
   *
   * @throws ProblemException with all problems
   */
  public void preflight(Function function, Target target) {
    preflight(function, target, Optional.empty());
  }

  /**
   * Checks the same for a function whose objects may be rendered already.
   *
   * @throws ProblemException with all problems
   */
  public void preflight(Function function, Target target, Optional<Manifests> rendered) {
    try {
      new Preflight(api).check(function, target, rendered, options, warnings);
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The cluster cannot be queried"), api.connection());
    }
  }

  /**
   * Sends everything to the API server as a dry run: the objects, and a pod of each template.
   *
   * @param function the function; its image need not have a digest
   * @throws ProblemException with all refusals of the API server
   */
  public void tryOut(Function function, Manifests manifests, Target target) {
    try {
      if (target == Target.KUBELESS) {
        KubelessController.require(api);
      }
      List<Problem> problems = new ArrayList<>();
      Revision revision = Revision.unpushed(function, target, manifests, options.overlay());
      for (Planned planned : new Plan(api, revision, options, Set.of()).of()) {
        try {
          new Admission(api).check(planned.object());
        } catch (ProblemException e) {
          problems.addAll(e.problems());
        }
      }
      if (!problems.isEmpty()) {
        throw new ProblemException(problems);
      }
    } catch (ApiFailure e) {
      throw e.problem(failure(function.name()), api.connection());
    }
  }

  /** Returns a sentence for each Ingress and HTTPRoute that no controller would serve. */
  public List<String> routeWarnings(Manifests manifests) {
    return new RouteWarnings(api).of(manifests);
  }

  /**
   * Returns a function in which each HTTP trigger with {@code route: auto} has the route, and an
   * autoscaler with {@code by: auto} the kind, for which the cluster has a controller. On target
   * {@code kubeless}, the function stays the same.
   *
   * @throws ProblemException if several Gateways accept a trigger, or nothing scales on lag
   */
  public Function withChoices(Function function, Target target) {
    try {
      return new ClusterChoices(api, log).resolve(function, target);
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The cluster cannot be queried"), api.connection());
    }
  }

  /**
   * Applies the objects of a function, without waiting for its pods. While another process has its
   * lock, they are applied as soon as that process has ended. If nothing differs, nothing is
   * written and no lock is taken, unless a process that was killed has left its lock. If the
   * overlay differs from that of the last deployment, a warning is logged and the overlay is
   * recorded.
   *
   * @return the deployment to wait for, see {@link PendingChanges}; the caller closes it
   * @throws ProblemException if the function belongs to another owner or target, the cluster
   *     refuses a request, or another process changes the function
   */
  public PendingChange<Deployed> start(Function function, Manifests manifests, Target target) {
    requireDigest(function);
    return start(Revision.of(function, target, manifests, options.overlay()));
  }

  /**
   * Returns what {@link #start(Function, Manifests, Target)} would change, and writes nothing.
   *
   * @return all objects in the order of a deployment, with those that would be pruned last
   * @throws ProblemException if the deployment would be refused
   */
  public List<ObjectDifference> compare(Function function, Manifests manifests, Target target) {
    requireDigest(function);
    try {
      return new Comparison(api, options)
          .of(Revision.of(function, target, manifests, options.overlay()));
    } catch (ApiFailure e) {
      throw e.problem(
          Message.of("The function %s cannot be compared", function.name()), api.connection());
    }
  }

  /**
   * Returns a revision of a function's history, see {@link #restore}.
   *
   * @param number its number; if absent, the revision before the current one, or the newest one if
   *     the last deployment did not succeed
   * @param owner the owner that the function must have; absent for any owner
   * @throws ProblemException if the function is not deployed, has another owner, or has no such
   *     revision
   */
  public RecordedRevision revision(String function, OptionalInt number, Optional<Owner> owner) {
    try {
      return new RevisionChoice(api, function).find(number, owner);
    } catch (ApiFailure e) {
      throw e.problem(rollbackFailure(function), api.connection());
    }
  }

  /**
   * Applies the objects of a recorded revision, as {@link #start} does with those of a project.
   *
   * @throws ProblemException also if its configuration was deleted
   */
  public PendingChange<Deployed> restore(RecordedRevision recorded) {
    String function = recorded.revision().function();
    try {
      return start(new RevisionChoice(api, function).complete(recorded));
    } catch (ApiFailure e) {
      throw e.problem(rollbackFailure(function), api.connection());
    }
  }

  static Message rollbackFailure(String function) {
    return Message.of("The function %s cannot be rolled back", function);
  }

  private PendingChange<Deployed> start(Revision revision) {
    try {
      Optional<AppliedSet> before = AppliedSet.read(api, revision.function());
      new Ownership(api, options).require(before, revision);
      AppliedSet wanted = AppliedSet.of(revision);
      before.flatMap(set -> set.overlayChange(wanted)).ifPresent(warnings);
      boolean stays =
          before.filter(set -> set.target().equals(revision.target().text())).isPresent();
      if (stays && !options.restart()) {
        List<Planned> plan = new Plan(api, revision, options, Set.of()).of();
        if (same(revision, wanted, before.orElseThrow(), plan)) {
          List<ObjectChange> changes = plan.stream().map(Planned::change).toList();
          log.accept("apply     " + ObjectChange.summary(changes));
          AwaitedPods pods = new AwaitedPods(options.rollout(api, revision, Optional.empty(), log));
          AwaitedRoutes routes = options.routes(api, revision, Duration.ZERO, log);
          return new PendingChange<>(
              api,
              failure(revision.function()),
              lock(revision.function()),
              new Steps().then(pods).then(routes),
              () -> new Deployed(changes, pods.ready()));
        }
      }
      return new LockedDeployment(api, options, lock(revision.function()), log, revision).start();
    } catch (ApiFailure e) {
      throw e.problem(failure(revision.function()), api.connection());
    }
  }

  private DeploymentLock lock(String function) {
    return new DeploymentLock(api, function, DeploymentLock.DURATION, log);
  }

  static Message failure(String function) {
    return Message.of("The function %s cannot be deployed", function);
  }

  private static void requireDigest(Function function) {
    if (function.image().digest().isEmpty()) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.IMAGE_WITHOUT_DIGEST, "The image of %s has no digest", function.name())
              .at("%s", function.image().name())
              .because("a tag can be moved to another image, and a digest cannot")
              .remedy("push it first: %s, or %s", goals("push", "apply"), goals("deploy")));
    }
  }

  private boolean same(Revision revision, AppliedSet wanted, AppliedSet before, List<Planned> plan)
      throws ApiFailure {
    if (before.revision().isEmpty() || plan.stream().anyMatch(Planned::changes)) {
      return false;
    }
    History history = new History(api, revision.function());
    Pruning.Found found = new Pruning(api, revision, history).find(before);
    return found.objects().isEmpty()
        && before.equals(found.left(wanted.withRevision(before.revision()), before))
        && !DeploymentLock.exists(api, revision.function());
  }
}
