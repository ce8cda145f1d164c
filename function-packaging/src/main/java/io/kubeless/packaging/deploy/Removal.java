package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Deletes objects in their order, and the objects that a controller of Kubeless has created for
 * them. Deletions of Kubeless objects are always awaited, including those of the objects that their
 * controller has created, because the controller does not delete all of them.
 */
final class Removal implements Step {

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
  private final List<ObjectChange> deleted;
  private final Steps steps = new Steps();

  /**
   * Creates a removal.
   *
   * @param await whether the deletions of objects that are not Kubeless's are awaited too
   * @param deleted receives the deleted objects
   */
  Removal(
      KubernetesApi api,
      Patience patience,
      List<LiveObject> objects,
      boolean await,
      List<ObjectChange> deleted,
      Consumer<String> log) {
    this.api = api;
    this.patience = patience;
    this.deleted = deleted;
    this.log = log;
    objects.forEach(object -> steps.thenRun(() -> delete(object)));
    for (LiveObject object : objects) {
      if (await || object.resource().isServedByKubeless()) {
        steps.then(new AwaitedDeletion(api, patience, object, log));
      }
    }
    steps.thenRun(
        () ->
            removeChildren(
                objects.stream().filter(each -> each.resource().isServedByKubeless()).toList()));
  }

  /**
   * Continues without waiting.
   *
   * @throws ProblemException if an object is not deleted in time
   */
  @Override
  public boolean advance() throws ApiFailure {
    return steps.advance();
  }

  private void removeChildren(List<LiveObject> parents) throws ApiFailure {
    for (LiveObject child : children(parents)) {
      steps.thenRun(() -> delete(child)).then(new AwaitedDeletion(api, patience, child, log));
    }
  }

  private void delete(LiveObject object) throws ApiFailure {
    ObjectChange change = new ObjectChange(object.resource().kind(), object.name(), Action.PRUNED);
    api.delete(object.resource(), object.content());
    deleted.add(change);
    log.accept(change.line());
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
}
