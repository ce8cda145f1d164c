package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ObjectChange.Action;
import io.kubeless.packaging.manifest.KubelessLimits;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes the cluster what the manifests say: tries, writes, waits, prunes. */
public final class Deployer {
  private static final String HANDOVER = Names.MANAGER + "-handover";
  private static final String RESTART = Names.MANAGER + "-restart";
  private static final Duration LOCK_SLACK = Duration.ofMinutes(1);

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
    List<Problem> unsaid =
        target == Target.KUBELESS ? KubelessLimits.of(function) : List.<Problem>of();
    if (!unsaid.isEmpty()) {
      throw new ProblemException(unsaid);
    }
    try {
      namespace();
      List<Problem> problems = new ArrayList<>();
      Stream.of(
              function.secrets().stream(),
              function.imagePullSecrets().stream(),
              function.httpTriggers().stream()
                  .map(Trigger.Http::tlsSecret)
                  .flatMap(Optional::stream))
          .flatMap(names -> names)
          .distinct()
          .forEach(name -> secret(name).ifPresent(problems::add));
      AppliedSet.read(api, function.name())
          .ifPresent(set -> owner(set, function, target).ifPresent(problems::add));
      if (!problems.isEmpty()) {
        throw new ProblemException(problems);
      }
    } catch (ApiFailure e) {
      throw e.problem("The cluster cannot be asked", api.connection());
    }
  }

  private void namespace() throws ApiFailure {
    String name = api.connection().namespace();
    try {
      api.call("GET", "/api/v1/namespaces/" + name, "", "");
    } catch (ApiFailure e) {
      if (e.notFound()) {
        throw new ProblemException(
            Problem.around(
                408,
                "The namespace " + name + " is not there",
                api.connection().server() + " (context " + api.connection().context() + ")",
                "namespaces belong to the cluster's administrators, so none is made",
                "kubectl create namespace " + name + ", or choose one: -Dkubeless.namespace"));
      }
      if (e.status() != 403) {
        throw e;
      }
    }
  }

  private Optional<Problem> secret(String name) {
    try {
      if (api.get(ApiResource.SECRET, name).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(
          Problem.around(
              405,
              "The Secret " + name + " is not there",
              "namespace " + api.connection().namespace(),
              "the pods would wait for it and never start",
              "kubectl create secret generic "
                  + name
                  + " -n "
                  + api.connection().namespace()
                  + " --from-literal=<key>=<value>"));
    } catch (ApiFailure e) {
      return Optional.empty(); // who may not read Secrets may still use them
    }
  }

  private Optional<Problem> owner(AppliedSet set, Function function, Target target) {
    if (!set.module().equals(function.owner().module()) && !options.adopt()) {
      return Optional.of(
          Problem.around(
              403,
              "The function " + function.name() + " belongs to " + set.module(),
              "namespace " + api.connection().namespace(),
              "two modules would overwrite each other",
              "choose another -Dkubeless.name, or take it over: -Dkubeless.adopt"));
    }
    if (!set.target().equals(target.text()) && !options.switchTarget()) {
      return Optional.of(
          Problem.around(
              404,
              "The function " + function.name() + " is deployed for target " + set.target(),
              "namespace " + api.connection().namespace(),
              "its objects would be deleted first, so it does not answer for some seconds",
              "-Dkubeless.target=" + set.target() + ", or switch: -Dkubeless.switchTarget"));
    }
    return Optional.empty();
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
    AppliedSet set = lock(function, manifests, target);
    try {
      Map<KubernetesObject, Action> actions = plan.of(manifests);
      handOver(function, actions);
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

  private AppliedSet lock(Function function, Manifests manifests, Target target) throws ApiFailure {
    AppliedSet set =
        AppliedSet.read(api, function.name())
            .orElse(AppliedSet.first(function.name(), function.owner(), target.text()));
    Optional<String> other = set.lockedBy(Instant.now());
    if (other.isPresent()) {
      throw locked(function, other.get());
    }
    Set<String> kinds = new LinkedHashSet<>(set.kinds());
    kinds.addAll(kinds(manifests));
    String holder = System.getProperty("user.name", "somebody") + " " + UUID.randomUUID();
    String lock = AppliedSet.lock(holder, Instant.now().plus(options.patience()).plus(LOCK_SLACK));
    AppliedSet mine =
        new AppliedSet(
            set.function(),
            function.owner().module(),
            target.text(),
            new TreeSet<>(kinds),
            lock,
            set.version());
    try {
      return mine.write(api, function.owner());
    } catch (ApiFailure e) {
      if (e.status() == 409) {
        throw locked(function, "somebody who was faster");
      }
      throw e;
    }
  }

  private ProblemException locked(Function function, String holder) {
    return new ProblemException(
        Problem.around(
            406,
            "The function " + function.name() + " is being deployed",
            "ConfigMap/" + Names.parent(function.name()) + " in " + api.connection().namespace(),
            "by " + holder,
            "wait for it; a deployment that was killed leaves its lock for some minutes"));
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

  /** Keeps the live number of replicas when an autoscaler takes over from the manifest. */
  private void handOver(Function function, Map<KubernetesObject, Action> actions)
      throws ApiFailure {
    boolean scaled =
        actions.keySet().stream().anyMatch(o -> o.kind().equals("HorizontalPodAutoscaler"));
    Optional<JsonNode> live = api.get(ApiResource.DEPLOYMENT, function.name());
    if (!scaled || live.isEmpty() || !ownsReplicas(live.get())) {
      return;
    }
    KubernetesObject replicas =
        new KubernetesObject(
            Map.of(
                "apiVersion",
                "apps/v1",
                "kind",
                "Deployment",
                "metadata",
                Map.of("name", function.name()),
                "spec",
                Map.of("replicas", live.get().path("spec").path("replicas").asInt())));
    api.apply(replicas, HANDOVER, true, false);
  }

  private static boolean ownsReplicas(JsonNode live) {
    for (JsonNode fields : live.path("metadata").path("managedFields")) {
      if (fields.path("manager").asText().equals(Names.MANAGER)
          && fields.path("fieldsV1").path("f:spec").has("f:replicas")) {
        return true;
      }
    }
    return false;
  }

  private void restart(Function function, Target target) throws ApiFailure {
    if (options.restart() && target == Target.KUBERNETES) {
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
    if (options.patience().isZero()) {
      return "";
    }
    return new Rollout(api, function, target, log).await(options.patience());
  }
}
