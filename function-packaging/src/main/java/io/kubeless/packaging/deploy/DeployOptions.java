package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.rollout.Rollout;
import io.kubeless.packaging.rollout.ServedFunction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The options of a deployment.
 *
 * @param adopt whether objects that others created are taken over
 * @param force whether fields that others set are taken over
 * @param switchTarget whether the other target's objects are deleted first
 * @param restart whether pods are replaced even if nothing has changed
 * @param patience how long to wait for the pods; zero for no wait
 * @param overlay the name of the overlay of the function's configuration
 * @param rollbackOnFailure whether the newest revision is restored if the deployment fails
 */
public record DeployOptions(
    boolean adopt,
    boolean force,
    boolean switchTarget,
    boolean restart,
    Duration patience,
    Optional<String> overlay,
    boolean rollbackOnFailure) {

  /** Creates the options of a function that is configured without an overlay. */
  public DeployOptions(
      boolean adopt, boolean force, boolean switchTarget, boolean restart, Duration patience) {
    this(adopt, force, switchTarget, restart, patience, Optional.empty(), false);
  }

  /** Returns options that apply exactly the objects of a revision. */
  DeployOptions withoutRollback() {
    return new DeployOptions(adopt, force, switchTarget, false, patience, overlay, false);
  }

  /** Returns these options for a configuration with another overlay. */
  public DeployOptions withOverlay(Optional<String> other) {
    return new DeployOptions(
        adopt, force, switchTarget, restart, patience, other, rollbackOnFailure);
  }

  /**
   * Returns the rollout to wait for; absent without a wait, or if nothing runs before the next
   * scheduled time.
   */
  Optional<Rollout> rollout(
      KubernetesApi api,
      Revision revision,
      Optional<Rollout.Restart> restart,
      Consumer<String> log) {
    return patience.isZero() || revision.once()
        ? Optional.empty()
        : Optional.of(
            new Rollout(
                api,
                revision.function(),
                revision.reference(),
                ServedFunction.of(revision.manifests()),
                restart,
                patience,
                Rollout.DRAIN,
                log));
  }

  /**
   * Returns the step that waits for the controllers of Gateways.
   *
   * @param longest maximum time to wait; zero to look once
   */
  AwaitedRoutes routes(
      KubernetesApi api, Revision revision, Duration longest, Consumer<String> log) {
    return new AwaitedRoutes(
        api,
        patience.isZero() ? List.of() : revision.manifests().objects(),
        longest.compareTo(patience) < 0 ? longest : patience,
        log);
  }
}
