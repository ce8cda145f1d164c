package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.rollout.Rollout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
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
  private static final Duration REMOVAL = Duration.ofMinutes(5);

  private final KubernetesApi api;
  private final DeployOptions options;
  private final DeploymentLock lock;
  private final Consumer<String> log;
  private final Revision revision;
  private final History history;
  private final Steps application = new Steps();
  private final Steps completion = new Steps();
  private final List<ObjectChange> applied = new ArrayList<>();
  private final List<ObjectChange> removed = new ArrayList<>();
  private final AwaitedRoutes routes;
  private boolean written;
  private AwaitedPods pods = new AwaitedPods(Optional.empty());

  LockedDeployment(
      KubernetesApi api,
      DeployOptions options,
      DeploymentLock lock,
      Consumer<String> log,
      Revision revision) {
    this.api = api;
    this.options = options;
    this.lock = lock;
    this.log = log;
    this.revision = revision;
    this.history = new History(api, revision.function());
    this.routes = options.routes(api, revision, AwaitedRoutes.LONGEST, log);
  }

  /**
   * Begins: takes the lock and applies the objects, if that is possible without a wait. Otherwise,
   * they are applied when the returned deployment is advanced.
   */
  PendingChange<Deployed> start() {
    Step all = steps();
    Step first = application;
    if (options.rollbackOnFailure()) {
      Restoration restoration = new Restoration(api, options, lock, log, revision.function());
      first = restoration.guard(application, () -> written);
      all = restoration.guard(all, () -> written);
    }
    return new PendingChange<>(api, Deployer.failure(revision.function()), lock, all, this::result)
        .begin(first);
  }

  /** Returns all steps, of which the first one takes the lock unless this process has it. */
  Step steps() {
    application.then(lock).thenRun(this::apply);
    return new Steps().then(application).then(completion);
  }

  private Deployed result() {
    List<ObjectChange> changes = new ArrayList<>(applied);
    changes.addAll(removed);
    return new Deployed(changes, pods.ready());
  }

  /** Checks everything, writes the record, and adds the steps that write the objects. */
  private void apply() throws ApiFailure {
    AppliedSet wanted = AppliedSet.of(revision);
    Optional<AppliedSet> recorded = AppliedSet.read(api, revision.function());
    new Ownership(api, options).require(recorded, revision);
    String target = revision.target().text();
    AppliedSet before =
        recorded.orElse(AppliedSet.unknown(revision.function(), revision.owner(), target));
    boolean switched = !before.target().equals(target);
    if (switched && revision.target() == Target.KUBELESS) {
      KubelessController.require(api);
    }
    List<Planned> plan =
        new Plan(api, revision, options, switched ? before.owners() : Set.of()).of();
    for (Planned planned : plan) {
      if (planned.changes()) {
        new Admission(api).check(planned.object());
      }
    }
    AppliedSet record = wanted.after(before);
    AppliedSet known = before.kinds().isEmpty() ? before : record;
    Pruning pruning = new Pruning(api, revision, history);
    lock.require();
    written = true;
    record.write(api);
    if (switched) {
      application.then(removal(() -> pruning.find(known).objects(), true, removed));
    }
    if (revision.setsReplicas() || replacesAutoscaler(known)) {
      application.then(removal(() -> autoscalers(pruning.find(known)), false, removed));
    }
    application.thenRun(() -> new ReplicaHandover(api).handOver(revision));
    applyAll(plan);
    completion.thenRun(
        () -> {
          lock.require();
          AppliedSet succeeded = wanted.withRevision(history.record(revision, log));
          complete(unrouted(pruning.find(known)), succeeded, record);
        });
  }

  /** Adds the steps that apply the objects, report this, and wait for the pods. */
  private void applyAll(List<Planned> plan) {
    SupersededIngresses superseded = new SupersededIngresses(api, revision);
    List<ObjectChange> conflicting = new ArrayList<>();
    boolean awaited = revision.target() == Target.KUBERNETES;
    for (Planned planned : plan) {
      if (planned.changes() && !awaited && isTrigger(planned)) {
        application.then(new AwaitedService(api, revision.function()));
        awaited = true;
      }
      if (planned.changes()) {
        application
            .thenRun(
                () -> {
                  lock.require();
                  planned.taken().forEach(log);
                  new Handbacks(api, revision.function()).giveBack(planned.object());
                })
            .then(
                new ObjectApplication(
                    api,
                    planned,
                    superseded,
                    ingresses -> removal(() -> ingresses, true, conflicting)));
      }
      application.thenRun(() -> applied.add(planned.change()));
    }
    application.thenRun(
        () -> {
          applied.addAll(conflicting);
          log.accept("apply     " + ObjectChange.summary(applied));
          pods = new AwaitedPods(rollout());
        });
    completion.then(() -> pods.advance()).then(routes);
  }

  /** Returns whether an object is for a controller that calls the Service of a Function. */
  private static boolean isTrigger(Planned planned) {
    return ApiResource.of(planned.object()).compareTo(ApiResource.FUNCTION) > 0;
  }

  /**
   * Returns whether an autoscaler is applied in place of one of another kind, which must be deleted
   * first: KEDA refuses a ScaledObject for a Deployment that another one scales.
   */
  private boolean replacesAutoscaler(AppliedSet known) {
    Set<ApiResource> declared = EnumSet.noneOf(ApiResource.class);
    revision.manifests().objects().forEach(object -> declared.add(ApiResource.of(object)));
    return declared.stream().anyMatch(ApiResource::isAutoscaler)
        && EnumSet.allOf(ApiResource.class).stream()
            .filter(ApiResource::isAutoscaler)
            .anyMatch(each -> !declared.contains(each) && known.mayHave(each));
  }

  /** Returns autoscalers that are no longer declared, and would scale the applied objects. */
  private static List<LiveObject> autoscalers(Pruning.Found found) {
    return found.objects().stream().filter(each -> each.resource().isAutoscaler()).toList();
  }

  /** Finds objects when a step begins. */
  private interface Search {
    List<LiveObject> find() throws ApiFailure;
  }

  private Step removal(Search search, boolean await, List<ObjectChange> deleted) {
    Steps steps = new Steps();
    return steps.thenRun(
        () -> {
          List<LiveObject> objects = search.find();
          lock.require();
          steps.then(new Removal(api, Removal.Patience.of(REMOVAL), objects, await, deleted, log));
        });
  }

  private Optional<Rollout> rollout() throws ApiFailure {
    if (!options.restart() || revision.once()) {
      return options.rollout(api, revision, Optional.empty(), log);
    }
    PodRestart restart = new PodRestart(api, revision.function(), lock);
    Optional<Rollout> rollout = options.rollout(api, revision, Optional.of(restart::run), log);
    if (rollout.isEmpty()) {
      restart.runIfDeployed();
    }
    return rollout;
  }

  /** Keeps the Ingresses of the function as long as no controller has accepted its HTTPRoutes. */
  private Pruning.Found unrouted(Pruning.Found found) {
    if (routes.accepted()) {
      return found;
    }
    List<LiveObject> ingresses =
        found.objects().stream().filter(each -> each.resource() == ApiResource.INGRESS).toList();
    ingresses.forEach(
        each -> log.accept("keep      Ingress " + each.name() + ", until that has happened"));
    return found.keeping(ingresses);
  }

  /** Adds the steps that delete what is no longer declared, and write the record of the rest. */
  private void complete(Pruning.Found found, AppliedSet wanted, AppliedSet record) {
    completion
        .then(removal(found::objects, false, removed))
        .thenRun(() -> record(found.left(wanted, record)));
  }

  private void record(AppliedSet left) {
    try {
      left.write(api);
    } catch (ApiFailure | ProblemException e) {
      log.accept(
          "the record ConfigMap/"
              + Names.parent(left.function())
              + " lists objects that no longer exist, until the next deployment: "
              + e.getMessage());
    }
  }
}
