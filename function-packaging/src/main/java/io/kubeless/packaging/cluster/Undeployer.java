package io.kubeless.packaging.cluster;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Deletes everything that the plugin made for a function, and waits until it is gone. */
public final class Undeployer {
  private final KubernetesApi api;
  private final Removal.Patience patience;
  private final Consumer<String> log;

  /**
   * Makes an undeployer.
   *
   * @param wait how long each object may take to go away; a minute when zero
   * @param log receives what a person who waits wants to know, line by line
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
   * Returns what was deleted; nothing when the function is not deployed.
   *
   * @throws ProblemException when the function is being deployed, the cluster refuses, or an object
   *     stays
   */
  public List<ObjectChange> undeploy(Function function) {
    try {
      if (AppliedSet.read(api, function.name()).isEmpty() && owned(function).isEmpty()) {
        return List.of();
      }
      try (HeldLock lock =
          new DeploymentLock(api, function.name(), DeploymentLock.DURATION, log).take()) {
        List<LiveObject> objects = owned(function);
        lock.require();
        List<ObjectChange> deleted = new Removal(api, patience, log).run(objects, true);
        lock.require();
        forget(function);
        return deleted;
      }
    } catch (ApiFailure e) {
      throw e.problem("The function " + function.name() + " cannot be deleted", api.connection());
    }
  }

  private List<LiveObject> owned(Function function) throws ApiFailure {
    AppliedSet set = AppliedSet.read(api, function.name()).orElse(AppliedSet.unknown(function, ""));
    if (!set.module().equals(function.owner().module())) {
      throw new ProblemException(
          Problem.around(
              403,
              "The function " + function.name() + " belongs to " + set.module(),
              "namespace " + api.connection().namespace(),
              "another module deployed it",
              "undeploy it from there"));
    }
    return new OwnedObjects(api, set).find();
  }

  private void forget(Function function) throws ApiFailure {
    var set = api.get(ApiResource.CONFIG_MAP, Names.parent(function.name()));
    if (set.isPresent()) {
      api.delete(ApiResource.CONFIG_MAP, set.get());
    }
  }
}
