package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.rollout.Rollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The part of a deployment that requires the lock. Everything is checked in a dry run before the
 * first write. The record of possible objects is written before the first object, and reduced after
 * the last deletion. So a deployment that ends at any point leaves no object that the next one does
 * not find.
 */
final class LockedDeployment {
  private static final String RESTART = Names.MANAGER + "-restart";
  private static final Duration REMOVAL = Duration.ofMinutes(5);
  // The time in which a controller processes the deletion of an Ingress.
  private static final Duration NEWS = Duration.ofSeconds(30);
  private static final Duration PERIOD = Duration.ofMillis(250);

  private final KubernetesApi api;
  private final DeployOptions options;
  private final HeldLock lock;
  private final Consumer<String> log;

  LockedDeployment(KubernetesApi api, DeployOptions options, HeldLock lock, Consumer<String> log) {
    this.api = api;
    this.options = options;
    this.lock = lock;
    this.log = log;
  }

  /** Applies the objects, and returns the deployment, whose pods may not be ready yet. */
  PendingDeployment start(Function function, Manifests manifests, Target target) throws ApiFailure {
    AppliedSet wanted = AppliedSet.of(function, target, manifests, options.overlay());
    Optional<AppliedSet> recorded = AppliedSet.read(api, function.name());
    new Ownership(api, options).require(recorded, function, target);
    AppliedSet before =
        recorded.orElse(AppliedSet.unknown(function.name(), function.owner(), target.text()));
    boolean switched = !before.target().equals(target.text());
    if (switched && target == Target.KUBELESS) {
      requireController();
    }
    List<Planned> plan =
        new Plan(api, function, options, switched ? before.owners() : Set.of()).of(manifests);
    for (Planned planned : plan) {
      if (planned.changes()) {
        new Admission(api).check(planned.object());
      }
    }
    AppliedSet record = wanted.after(before);
    AppliedSet known = before.kinds().isEmpty() ? before : record;
    Pruning pruning = new Pruning(api, function, manifests);
    List<ObjectChange> changes = new ArrayList<>();
    lock.require();
    record.write(api);
    if (switched) {
      changes.addAll(remove(pruning.find(known).objects(), true));
    }
    if (function.resources().replicas().isPresent()) {
      changes.addAll(remove(autoscalers(pruning.find(known)), false));
    }
    new ReplicaHandover(api).handOver(function, manifests);
    List<ObjectChange> applied =
        apply(function, plan, new SupersededIngresses(api, function, manifests));
    log.accept("apply     " + ObjectChange.summary(applied));
    changes.addAll(0, applied);
    return new PendingDeployment(
        api,
        function.name(),
        rollout(function, manifests),
        () -> {
          changes.addAll(prune(pruning.find(known), wanted, record));
          return changes;
        },
        lock);
  }

  private List<ObjectChange> apply(
      Function function, List<Planned> plan, SupersededIngresses superseded) throws ApiFailure {
    List<ObjectChange> changes = new ArrayList<>();
    List<ObjectChange> removed = new ArrayList<>();
    for (Planned planned : plan) {
      if (planned.changes()) {
        lock.require();
        planned.taken().forEach(log);
        new Handbacks(api, function).giveBack(planned.object());
        removed.addAll(apply(planned, superseded));
      }
      changes.add(planned.change());
    }
    changes.addAll(removed);
    return changes;
  }

  /** Applies an object, after deleting the Ingresses that conflict with it, if any. */
  private List<ObjectChange> apply(Planned planned, SupersededIngresses superseded)
      throws ApiFailure {
    List<ObjectChange> removed = new ArrayList<>();
    Instant end = api.timing().now().plus(NEWS);
    while (true) {
      try {
        api.apply(planned.object(), Names.MANAGER, planned.force(), false);
        return removed;
      } catch (ApiFailure e) {
        List<LiveObject> named = superseded.named(planned.object(), e);
        boolean again =
            !named.isEmpty() || (!removed.isEmpty() && api.timing().now().isBefore(end));
        if (!again) {
          throw e;
        }
        removed.addAll(remove(named, true));
        if (named.isEmpty()) {
          api.timing().sleep(PERIOD);
        }
      }
    }
  }

  /** Returns autoscalers that are no longer declared, and would scale the applied objects. */
  private static List<LiveObject> autoscalers(Pruning.Found found) {
    return found.objects().stream()
        .filter(each -> each.resource() == ApiResource.HORIZONTAL_POD_AUTOSCALER)
        .toList();
  }

  /** Checks that a controller will run a Function before the running objects are deleted. */
  private void requireController() {
    if (KubelessController.on(api) == KubelessController.ABSENT) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NO_CONTROLLER, "The Kubeless controller is not running on this cluster")
              .at("%s (context %s)", api.connection().server(), api.connection().context())
              .because(
                  "no pod has the label kubeless=controller, so nothing would run the function")
              .remedy("install Kubeless, or use %s", setting("target", "kubernetes")));
    }
  }

  private List<ObjectChange> remove(List<LiveObject> objects, boolean await) throws ApiFailure {
    lock.require();
    return new Removal(api, Removal.Patience.of(REMOVAL), log).run(objects, await);
  }

  /**
   * Returns the rollout to wait for, including a requested restart. Without a rollout, an existing
   * Deployment is restarted now; one that a controller of Kubeless creates later has new pods
   * anyway.
   */
  private Optional<Rollout> rollout(Function function, Manifests manifests) throws ApiFailure {
    Optional<Rollout.Restart> restart =
        options.restart() && !function.runtime().once()
            ? Optional.of(() -> restart(function.name()))
            : Optional.empty();
    Optional<Rollout> rollout = options.rollout(api, function, manifests, restart, log);
    if (rollout.isEmpty()
        && restart.isPresent()
        && api.get(ApiResource.DEPLOYMENT, function.name()).isPresent()) {
      restart.get().run();
    }
    return rollout;
  }

  /** Replaces the pods of either target. The Deployment of a Function belongs to its controller. */
  private void restart(String function) throws ApiFailure {
    String now = api.timing().now().toString();
    Map<String, Object> annotations = Map.of("kubeless.io/restarted-at", now);
    lock.require();
    api.merge(
        ApiResource.DEPLOYMENT,
        function,
        RESTART,
        Map.of("spec", Map.of("template", Map.of("metadata", Map.of("annotations", annotations)))));
  }

  private List<ObjectChange> prune(Pruning.Found found, AppliedSet wanted, AppliedSet record)
      throws ApiFailure {
    List<ObjectChange> pruned = remove(found.objects(), false);
    try {
      found.left(wanted, record).write(api);
    } catch (ApiFailure | ProblemException e) {
      log.accept(
          "the record ConfigMap/"
              + Names.parent(wanted.function())
              + " lists objects that no longer exist, until the next deployment: "
              + e.getMessage());
    }
    return pruned;
  }
}
