package io.kubeless.maven;

import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The checks of registries, which run while the clusters are checked. */
final class RegistryProbes implements AutoCloseable {
  private final GoalContext goal;
  private final Map<String, Future<?>> probes = new HashMap<>();
  private final ExecutorService executor =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            thread.setContextClassLoader(RegistryProbes.class.getClassLoader());
            return thread;
          });

  RegistryProbes(GoalContext goal) {
    this.goal = goal;
  }

  /** Begins the check of a module's registry, unless it has begun. */
  void start(GoalSettings module, String registry) {
    String image = registry + "/" + module.project().getArtifactId();
    Optional<String> host = new Image(image, Optional.empty(), "", List.of()).registry();
    if (host.isPresent()) {
      Registries registries = goal.registries(module);
      String name = image + ":" + module.project().getVersion();
      probes.computeIfAbsent(
          registry, any -> executor.submit(() -> registries.probe(host.get(), name)));
    }
  }

  /**
   * Waits for the end of a check.
   *
   * @throws ProblemException if the registry cannot be used
   */
  void await(String registry) throws IOException {
    Future<?> probe = probes.get(registry);
    if (probe == null) {
      return;
    }
    try {
      probe.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw problem;
      }
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
