package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.LocalRegistry;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The registry of each module: the configured one, or else the one that its cluster advertises. */
final class ModuleRegistries {
  private final Map<Optional<String>, Optional<String>> advertised = new HashMap<>();

  /** Returns a module's registry. Each cluster is requested only once. */
  Optional<String> of(GoalSettings settings) {
    return settings
        .registry()
        .or(() -> advertised.computeIfAbsent(settings.context(), context -> ask(settings)));
  }

  /**
   * Returns a registry, which must be known.
   *
   * @param name the name of the image, for the message
   * @throws ProblemException if there is none
   */
  static String required(Optional<String> registry, String name) {
    return registry.orElseThrow(
        () ->
            new ProblemException(
                Problem.of(ErrorCode.NO_REGISTRY, "No registry to push %s to", name)
                    .at(
                        "%s and KUBELESS_REGISTRY are unset, and no cluster advertises one",
                        setting("registry"))
                    .because("the nodes of the cluster must pull the image from a registry")
                    .remedy(
                        "%s %s", goals("install"), setting("registry", "registry.acme.com/team"))));
  }

  private static Optional<String> ask(GoalSettings settings) {
    try (ClusterConnection connection = settings.connect(Optional.empty())) {
      return LocalRegistry.of(connection);
    }
  }
}
