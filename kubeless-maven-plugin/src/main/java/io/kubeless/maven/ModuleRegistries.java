package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.LocalRegistry;
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

  private static Optional<String> ask(GoalSettings settings) {
    try (ClusterConnection connection = settings.connect(Optional.empty())) {
      return LocalRegistry.of(connection);
    }
  }
}
