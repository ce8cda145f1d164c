package io.kubeless.packaging.cluster;

import io.kubeless.packaging.cluster.ObjectChange.Action;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Makes the cluster what the manifests say: tries, writes, waits, prunes. */
public final class Deployer {
  private static final String RESTART = Names.MANAGER + "-restart";

  private final KubernetesApi api;
  private final DeployOptions options;
  private final Consumer<String> log;

  /**
   * Makes a deployer.
   *
   * @param log is told what a person waiting wants to know, line by line
   */
  public Deployer(Connection connection, DeployOptions options, Consumer<String> log) {
    this.api = new KubernetesApi(connection);
    this.options = options;
    this.log = log;
  }

  /**
   * Checks what can be known before anything is built: the target can say what the function says,
   * the cluster answers, the namespace and the Secrets are there, and the function belongs to this
   * module and target.
   *
   * @throws ProblemException with everything that is wrong
   */
  public void preflight(Function function, Target target) {
    try {
      new Preflight(api, options).check(function, target);
    } catch (ApiFailure e) {
      throw e.problem("The cluster cannot be asked", api.connection());
    }
  }

  /**
   * Deploys a function.
   *
   * @throws ProblemException when the cluster refuses something, or the pods do not become ready
   */
  public Deployed deploy(Function function, Manifests manifests, Target target) {
    preflight(function, target);
    requireDigest(function);
    try {
      Optional<AppliedSet> before = AppliedSet.read(api, function.name());
      if (before.isPresent() && !before.get().target().equals(target.text())) {
        new Undeployer(api.connection(), options.patience(), log).undeploy(function);
        before = Optional.empty();
      }
      Plan plan = new Plan(api, function.owner(), options);
      Map<KubernetesObject, Action> actions = plan.of(manifests);
      Pruning pruning = new Pruning(api, function, manifests);
      boolean same =
          before.isPresent()
              && before.get().kinds().equals(kinds(manifests))
              && before.get().module().equals(function.owner().module())
              && actions.values().stream().allMatch(action -> action == Action.SAME)
              && pruning.candidates(before.get().kinds()).isEmpty();
      if (same && !options.restart()) {
        return new Deployed(changes(actions, List.of()), await(function, target));
      }
      for (Map.Entry<KubernetesObject, Action> entry : actions.entrySet()) {
        if (entry.getValue() != Action.SAME && Admission.hasPods(entry.getKey())) {
          new Admission(api).check(entry.getKey());
        }
      }
      return write(function, manifests, target, plan, pruning);
    } catch (ApiFailure e) {
      throw e.problem("The function " + function.name() + " cannot be deployed", api.connection());
    }
  }

  private static void requireDigest(Function function) {
    if (function.image().digest().isEmpty()) {
      throw new ProblemException(
          Problem.inProject(
              409,
              "The image of " + function.name() + " has no digest",
              function.image().name(),
              "a tag may mean another image tomorrow",
              "push it first: mvn kubeless:push kubeless:apply, or mvn kubeless:deploy"));
    }
  }

  private Deployed write(
      Function function, Manifests manifests, Target target, Plan plan, Pruning pruning)
      throws ApiFailure {
    AppliedSet set =
        new DeploymentLock(api, options.patience()).take(function, kinds(manifests), target);
    try {
      Map<KubernetesObject, Action> actions = plan.of(manifests);
      new ReplicaHandover(api).handOver(function, manifests);
      for (Map.Entry<KubernetesObject, Action> entry : actions.entrySet()) {
        if (entry.getValue() != Action.SAME) {
          api.apply(entry.getKey(), Names.MANAGER, plan.force(), false);
        }
      }
      restart(function, target);
      String ready = await(function, target);
      List<ObjectChange> pruned = pruning.run(set.kinds());
      set = set.withKinds(kinds(manifests));
      return new Deployed(changes(actions, pruned), ready);
    } finally {
      set.withLock("").write(api, function.owner());
    }
  }

  private static SortedSet<String> kinds(Manifests manifests) {
    SortedSet<String> kinds = new TreeSet<>();
    manifests.objects().forEach(object -> kinds.add(object.kind()));
    return kinds;
  }

  private static List<ObjectChange> changes(
      Map<KubernetesObject, Action> actions, List<ObjectChange> pruned) {
    List<ObjectChange> changes = new ArrayList<>();
    actions.forEach(
        (object, action) -> changes.add(new ObjectChange(object.kind(), object.name(), action)));
    changes.addAll(pruned);
    return changes;
  }

  private void restart(Function function, Target target) throws ApiFailure {
    if (options.restart() && target == Target.KUBERNETES && !function.once()) {
      Map<String, Object> annotations =
          Map.of("kubeless.io/restarted-at", Instant.now().toString());
      api.merge(
          ApiResource.DEPLOYMENT,
          function.name(),
          RESTART,
          Map.of(
              "spec", Map.of("template", Map.of("metadata", Map.of("annotations", annotations)))));
    }
  }

  private String await(Function function, Target target) throws ApiFailure {
    if (options.patience().isZero() || function.once()) {
      return ""; // nothing runs before the next tick
    }
    return new Rollout(api, function, target, log).await(options.patience());
  }
}
