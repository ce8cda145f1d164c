package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Deletes objects, and the objects that a controller of Kubeless has created for them. */
final class Removal {
  private static final String FINALIZERS = "kubeless.io/";
  private static final Duration PERIOD = Duration.ofMillis(300);

  /**
   * How long to wait.
   *
   * @param each time for the deletion of one object, after which it is reported
   * @param absent time for a controller to remove its finalizer if no controller seems to run
   * @param unknown the same, if the user may not list the controller's pods
   */
  record Patience(Duration each, Duration absent, Duration unknown) {
    static Patience of(Duration each) {
      return new Patience(each, Duration.ofSeconds(5), Duration.ofMinutes(1));
    }
  }

  private final KubernetesApi api;
  private final Patience patience;
  private final Consumer<String> log;

  Removal(KubernetesApi api, Patience patience, Consumer<String> log) {
    this.api = api;
    this.patience = patience;
    this.log = log;
  }

  /**
   * Deletes objects in their order. Deletions of Kubeless objects are always awaited, including the
   * objects that their controller has created, because the controller does not delete all of them.
   *
   * @param await whether the deletions of other objects are awaited too
   * @throws ProblemException if an object is not deleted in time
   */
  List<ObjectChange> run(List<LiveObject> objects, boolean await) throws ApiFailure {
    List<ObjectChange> deleted = new ArrayList<>();
    for (LiveObject object : objects) {
      deleted.add(delete(object));
    }
    List<LiveObject> parents =
        objects.stream().filter(each -> each.resource().isServedByKubeless()).toList();
    for (LiveObject object : objects) {
      if (await || object.resource().isServedByKubeless()) {
        awaitGone(object);
      }
    }
    for (LiveObject child : children(parents)) {
      deleted.add(delete(child));
      awaitGone(child);
    }
    return deleted;
  }

  private ObjectChange delete(LiveObject object) throws ApiFailure {
    ObjectChange change = new ObjectChange(object.resource().kind(), object.name(), Action.PRUNED);
    api.delete(object.resource(), object.content());
    log.accept(change.line());
    return change;
  }

  /** Returns the remaining children of deleted objects. They have the labels of their parents. */
  private List<LiveObject> children(List<LiveObject> parents) throws ApiFailure {
    Set<String> uids = new HashSet<>();
    Set<String> owners = new HashSet<>();
    for (LiveObject parent : parents) {
      uids.add(parent.uid());
      owners.add(parent.owner());
    }
    List<LiveObject> children = new ArrayList<>();
    for (String owner : owners) {
      for (ApiResource resource : ApiResource.inOrderOfDeletion()) {
        for (JsonNode object : visible(resource, Names.ownerSelector(owner))) {
          for (JsonNode reference : object.path("metadata").path("ownerReferences")) {
            if (uids.contains(reference.path("uid").asText())) {
              children.add(new LiveObject(resource, object));
            }
          }
        }
      }
    }
    return children;
  }

  private List<JsonNode> visible(ApiResource resource, String selector) throws ApiFailure {
    try {
      return api.list(resource, selector);
    } catch (ApiFailure e) {
      if (e.status() == 403) {
        return List.of(); // the controller may have more permissions than its users
      }
      throw e;
    }
  }

  private void awaitGone(LiveObject object) throws ApiFailure {
    Instant start = api.timing().now();
    Optional<KubelessController> controller = Optional.empty();
    while (true) {
      Optional<JsonNode> live = api.get(object.resource(), object.name());
      if (live.isEmpty()
          || !object.uid().equals(live.get().path("metadata").path("uid").asText())) {
        return;
      }
      Duration waited = Duration.between(start, api.timing().now());
      if (object.resource().isServedByKubeless() && waited.compareTo(patience.absent()) > 0) {
        controller = controller.or(() -> Optional.of(KubelessController.on(api)));
        if (controller.get() == KubelessController.ABSENT
            || (controller.get() == KubelessController.UNKNOWN
                && waited.compareTo(patience.unknown()) > 0)) {
          release(object, live.get());
        }
      }
      if (waited.compareTo(patience.each()) > 0) {
        throw stuck(object, live.get());
      }
      api.timing().sleep(PERIOD);
    }
  }

  /** Removes finalizers of a controller that no longer runs. */
  private void release(LiveObject object, JsonNode live) throws ApiFailure {
    List<String> kept = new ArrayList<>();
    List<String> abandoned = new ArrayList<>();
    for (JsonNode finalizer : live.path("metadata").path("finalizers")) {
      boolean kubeless = finalizer.asText().startsWith(FINALIZERS);
      (kubeless ? abandoned : kept).add(finalizer.asText());
    }
    if (abandoned.isEmpty()) {
      return;
    }
    try {
      api.merge(
          object.resource(),
          object.name(),
          Names.MANAGER,
          Map.of(
              "metadata",
              Map.of(
                  "finalizers",
                  kept,
                  "resourceVersion",
                  live.path("metadata").path("resourceVersion").asText())));
      log.accept(
          "removed the finalizer "
              + String.join(", ", abandoned)
              + " of "
              + object.resource().kind()
              + " "
              + object.name()
              + ": no controller of Kubeless reacts");
    } catch (ApiFailure e) {
      if (e.status() != 409 && !e.notFound()) {
        throw e;
      } // it has changed in the meantime; the next request shows the new state
    }
  }

  private ProblemException stuck(LiveObject object, JsonNode live) {
    String kind = object.resource().kind();
    List<String> finalizers = new ArrayList<>();
    live.path("metadata").path("finalizers").forEach(each -> finalizers.add(each.asText()));
    finalizers.remove("foregroundDeletion");
    return new ProblemException(
        Problem.of(
                ErrorCode.DELETION_BLOCKED,
                "%s %s was deleted but still exists",
                kind,
                object.name())
            .at("namespace %s", api.connection().namespace())
            .because(
                finalizers.isEmpty()
                    ? Message.of("its dependent objects still exist")
                    : Message.of("its finalizers are %s", String.join(", ", finalizers)))
            .remedy(
                "look at it with: kubectl get %s %s -n %s -o yaml",
                kind.toLowerCase(Locale.ROOT), object.name(), api.connection().namespace()));
  }
}
