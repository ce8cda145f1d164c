package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
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
  public Undeployer(Connection connection, Duration wait, Consumer<String> log) {
    this(connection, Removal.Patience.of(wait.isZero() ? Duration.ofMinutes(1) : wait), log);
  }

  Undeployer(Connection connection, Removal.Patience patience, Consumer<String> log) {
    this.api = new KubernetesApi(connection);
    this.patience = patience;
    this.log = log;
  }

  /**
   * Returns the deleted objects; empty if the function is not deployed.
   *
   * @throws ProblemException if the function is being deployed, the cluster refuses a request, or
   *     an object is not deleted in time
   */
  public List<ObjectChange> undeploy(Function function) {
    return undeploy(function.name(), Optional.of(function.owner()));
  }

  /**
   * Returns the deleted objects; empty if the function is not deployed.
   *
   * @param owner the owner that the function must have; absent for any owner
   * @throws ProblemException if the function is being deployed, the cluster refuses a request, or
   *     an object is not deleted in time
   */
  public List<ObjectChange> undeploy(String function, Optional<Owner> owner) {
    try {
      if (AppliedSet.read(api, function).isEmpty() && owned(function, owner).isEmpty()) {
        return List.of();
      }
      try (HeldLock lock = new DeploymentLock(api, function, DeploymentLock.DURATION, log).take()) {
        List<LiveObject> objects = owned(function, owner);
        lock.require();
        List<ObjectChange> deleted = new Removal(api, patience, log).run(objects, true);
        lock.require();
        forget(function);
        return deleted;
      }
    } catch (ApiFailure e) {
      throw e.problem("The function " + function + " cannot be deleted", api.connection());
    }
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
              .because("another module deployed it")
              .remedy("undeploy it from there"));
    }
    return new OwnedObjects(api, set.get()).find();
  }

  private void forget(String function) throws ApiFailure {
    var set = api.get(ApiResource.CONFIG_MAP, Names.parent(function));
    if (set.isPresent()) {
      api.delete(ApiResource.CONFIG_MAP, set.get());
    }
  }
}
