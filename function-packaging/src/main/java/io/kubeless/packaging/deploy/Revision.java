package io.kubeless.packaging.deploy;

import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One version of a deployed function: the objects to apply, and what a deployment has to know about
 * them. It is made from a project, or from the history on the cluster.
 *
 * @param function name of the function
 * @param owner the owner of its objects
 * @param target the kind of its objects
 * @param version the version of its source, such as {@code 1.0-SNAPSHOT}
 * @param image name and tag of its image
 * @param digest digest of its image
 * @param overlay the overlay of its configuration; absent if there is none
 * @param restores number of the recorded revision that it restores; absent if it is made from a
 *     project
 * @param manifests all of its objects
 */
public record Revision(
    String function,
    Owner owner,
    Target target,
    String version,
    String image,
    String digest,
    Optional<String> overlay,
    OptionalInt restores,
    Manifests manifests) {
  /**
   * Returns the revision of a function whose image has a digest.
   *
   * @param overlay the overlay of its configuration; absent if there is none
   */
  public static Revision of(
      Function function, Target target, Manifests manifests, Optional<String> overlay) {
    return new Revision(
        function.name(),
        function.owner(),
        target,
        function.version(),
        function.image().name(),
        function.image().digest().orElseThrow(),
        overlay,
        OptionalInt.empty(),
        manifests);
  }

  /** Returns the revision of a function whose image is not pushed yet, for a dry run. */
  static Revision unpushed(
      Function function, Target target, Manifests manifests, Optional<String> overlay) {
    return of(function.withImage(function.image().withDigest("")), target, manifests, overlay);
  }

  /** Returns this revision with other objects. */
  Revision with(Manifests other) {
    return new Revision(function, owner, target, version, image, digest, overlay, restores, other);
  }

  /** Returns this revision to be applied again. */
  Revision restoring(int number) {
    OptionalInt restored = OptionalInt.of(number);
    return new Revision(
        function, owner, target, version, image, digest, overlay, restored, manifests);
  }

  /** Returns the image with its digest, as pods contain it. */
  String reference() {
    return new Image(image, Optional.of(digest), "", List.of()).reference();
  }

  /** Returns whether nothing runs between two scheduled times. */
  boolean once() {
    return !manifests.has(ApiResource.DEPLOYMENT) && !manifests.has(ApiResource.FUNCTION);
  }

  /** Returns whether an object sets the number of pods. */
  boolean setsReplicas() {
    return manifests.objects().stream().anyMatch(Revision::setsReplicas);
  }

  private static boolean setsReplicas(KubernetesObject object) {
    return switch (ApiResource.of(object)) {
      case DEPLOYMENT -> spec(object.content()).containsKey("replicas");
      case FUNCTION ->
          spec(object.content()).get("deployment") instanceof Map<?, ?> deployment
              && spec(deployment).containsKey("replicas");
      default -> false;
    };
  }

  private static Map<?, ?> spec(Map<?, ?> object) {
    return object.get("spec") instanceof Map<?, ?> spec ? spec : Map.of();
  }
}
