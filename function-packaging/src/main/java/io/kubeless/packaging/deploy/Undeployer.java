package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.owner;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Deletes all objects that the plugin has created for a function, and waits until they are deleted.
 */
public final class Undeployer {
  private final KubernetesApi api;
  private final Removal.Patience patience;
  private final Consumer<String> log;

  /**
   * Creates an undeployer.
   *
   * @param wait maximum time for the deletion of each object; a minute if zero
   * @param log receives progress messages, line by line
   */
  public Undeployer(ClusterConnection connection, Duration wait, Consumer<String> log) {
    this(connection, Removal.Patience.of(wait.isZero() ? Duration.ofMinutes(1) : wait), log);
  }

  Undeployer(ClusterConnection connection, Removal.Patience patience, Consumer<String> log) {
    this.api = new KubernetesApi(connection);
    this.patience = patience;
    this.log = log;
  }

  /**
   * Deletes the objects of a function. What has to be awaited continues when the returned change is
   * advanced.
   *
   * @param owner the owner that the function must have; absent for any owner
   * @return the change to wait for, see {@link PendingChanges}; its result is the deleted objects,
   *     empty if the function is not deployed; the caller closes it
   * @throws ProblemException if the function is being deployed, the cluster refuses a request, or
   *     an object is not deleted in time
   */
  public PendingChange<List<ObjectChange>> start(String function, Optional<Owner> owner) {
    DeploymentLock lock = new DeploymentLock(api, function, DeploymentLock.DURATION, log);
    List<ObjectChange> deleted = new ArrayList<>();
    Steps steps = new Steps();
    steps.thenRun(
        () -> {
          if (AppliedSet.read(api, function).isPresent()
              || !owned(function, owner).isEmpty()
              || DeploymentLock.exists(api, function)) {
            steps.then(lock).thenRun(() -> remove(steps, lock, function, owner, deleted));
          }
        });
    return new PendingChange<>(
            api,
            Message.of("The function %s cannot be deleted", function),
            lock,
            steps,
            () -> deleted)
        .begin(steps);
  }

  private void remove(
      Steps steps,
      DeploymentLock lock,
      String function,
      Optional<Owner> owner,
      List<ObjectChange> deleted)
      throws ApiFailure {
    List<LiveObject> objects = owned(function, owner);
    lock.require();
    steps
        .then(new Removal(api, patience, objects, true, deleted, log))
        .thenRun(
            () -> {
              lock.require();
              forget(function);
            });
  }

  private List<LiveObject> owned(String function, Optional<Owner> owner) throws ApiFailure {
    Optional<AppliedSet> set =
        AppliedSet.read(api, function)
            .or(() -> owner.map(each -> AppliedSet.unknown(function, each, "")));
    if (set.isEmpty()) {
      return List.of();
    }
    if (owner.isPresent() && !set.get().owner().equals(owner.get().name())) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.OWNED_BY_ANOTHER,
                  "The function %s belongs to %s",
                  function,
                  set.get().owner())
              .at("namespace %s", api.connection().namespace())
              .because("another %s deployed it", owner())
              .remedy("undeploy it from there"));
    }
    return new OwnedObjects(api, set.get()).find();
  }

  private void forget(String function) throws ApiFailure {
    for (JsonNode revision : History.list(api, function)) {
      api.delete(ApiResource.CONFIG_MAP, revision);
    }
    var set = api.get(ApiResource.CONFIG_MAP, Names.parent(function));
    if (set.isPresent()) {
      api.delete(ApiResource.CONFIG_MAP, set.get());
    }
  }
}
