package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ObjectChange.Action;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Deletes everything that the plugin made for a function, and waits until it is gone. */
public final class Undeployer {
  private static final Duration CONTROLLER_PATIENCE = Duration.ofSeconds(5);
  private static final String FINALIZERS = "kubeless.io/";
  private static final long PERIOD_MILLIS = 300;

  private final KubernetesApi api;
  private final Duration wait;
  private final Consumer<String> log;

  /** Makes an undeployer that waits at most that long for each object. */
  public Undeployer(Connection connection, Duration wait, Consumer<String> log) {
    this.api = new KubernetesApi(connection);
    this.wait = wait.isZero() ? Duration.ofMinutes(1) : wait;
    this.log = log;
  }

  /**
   * Returns what was deleted; nothing when the function is not there.
   *
   * @throws ProblemException when the cluster refuses, or an object stays
   */
  public List<ObjectChange> undeploy(Function function) {
    try {
      Optional<AppliedSet> set = AppliedSet.read(api, function.name());
      if (set.isPresent() && !set.get().module().equals(function.owner().module())) {
        throw new ProblemException(
            Problem.around(
                403,
                "The function " + function.name() + " belongs to " + set.get().module(),
                "namespace " + api.connection().namespace(),
                "another module deployed it",
                "undeploy it from there"));
      }
      List<ObjectChange> deleted = new ArrayList<>();
      for (String kind : set.map(AppliedSet::kinds).map(this::order).orElse(List.of())) {
        ApiResource resource = ApiResource.of(kind);
        for (JsonNode object : Pruning.owned(api, function, resource)) {
          String name = object.path("metadata").path("name").asText();
          if (!name.equals(Names.parent(function.name()))) {
            api.delete(resource, name);
            ObjectChange change = new ObjectChange(kind, name, Action.PRUNED);
            deleted.add(change);
            log.accept(change.line());
          }
        }
      }
      for (ObjectChange each : deleted) {
        awaitGone(ApiResource.of(each.kind()), each.name());
      }
      api.delete(ApiResource.CONFIG_MAP, Names.parent(function.name()));
      return deleted;
    } catch (ApiFailure e) {
      throw e.problem("The function " + function.name() + " cannot be deleted", api.connection());
    }
  }

  /** What calls the function goes first, what it needs last. */
  private List<String> order(Set<String> kinds) {
    List<String> order = new ArrayList<>();
    Set<String> open = new TreeSet<>(kinds);
    open.add(ApiResource.CONFIG_MAP.kind());
    ApiResource[] all = ApiResource.values();
    for (int i = all.length - 1; i >= 0; i--) {
      if (open.contains(all[i].kind())) {
        order.add(all[i].kind());
      }
    }
    return order;
  }

  private void awaitGone(ApiResource resource, String name) throws ApiFailure {
    long start = System.nanoTime();
    while (true) {
      Optional<JsonNode> object = api.get(resource, name);
      if (object.isEmpty()) {
        return;
      }
      long waited = System.nanoTime() - start;
      if (resource.kubeless() && waited > CONTROLLER_PATIENCE.toNanos()) {
        release(resource, name, object.get());
      }
      if (waited > wait.toNanos()) {
        throw new ProblemException(
            Problem.around(
                417,
                resource.kind() + " " + name + " is still there",
                "namespace " + api.connection().namespace(),
                "its finalizers are " + object.get().path("metadata").path("finalizers"),
                "kubectl get "
                    + resource.kind().toLowerCase(java.util.Locale.ROOT)
                    + " "
                    + name
                    + " -o yaml says who holds it"));
      }
      Pause.millis(PERIOD_MILLIS);
    }
  }

  /** Takes off finalizers whose controller is gone. */
  private void release(ApiResource resource, String name, JsonNode object) throws ApiFailure {
    List<String> kept = new ArrayList<>();
    List<String> ours = new ArrayList<>();
    for (JsonNode finalizer : object.path("metadata").path("finalizers")) {
      (finalizer.asText().startsWith(FINALIZERS) ? ours : kept).add(finalizer.asText());
    }
    if (!ours.isEmpty()) {
      log.accept("  " + resource.kind() + " " + name + ": no controller answers, removed " + ours);
      api.merge(resource, name, Names.MANAGER, Map.of("metadata", Map.of("finalizers", kept)));
    }
  }
}
