package io.kubeless.packaging.cluster;

import java.time.Duration;
import java.util.Optional;

/**
 * What a person allows and asks for.
 *
 * @param adopt whether objects that somebody else made are taken over
 * @param force whether fields that somebody else set are taken over
 * @param switchTarget whether the other target's objects are deleted first
 * @param restart whether pods are replaced although nothing changed
 * @param patience how long to wait for the pods; zero not to wait
 * @param overlay the name of the overlay that the function was configured with
 */
public record DeployOptions(
    boolean adopt,
    boolean force,
    boolean switchTarget,
    boolean restart,
    Duration patience,
    Optional<String> overlay) {

  /** Makes the options of a function that is configured without an overlay. */
  public DeployOptions(
      boolean adopt, boolean force, boolean switchTarget, boolean restart, Duration patience) {
    this(adopt, force, switchTarget, restart, patience, Optional.empty());
  }
}
