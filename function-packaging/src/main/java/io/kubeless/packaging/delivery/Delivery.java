package io.kubeless.packaging.delivery;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The functions of one owner, such as a module of a build, and where and how they are deployed.
 *
 * @param functions all functions of the owner; may be empty
 * @param target the target of their manifests
 * @param options the options of each deployment
 * @param cluster the cluster that runs them
 * @param output the directory of their manifests and of {@code result.json}
 * @param manifests provides their manifests
 * @param images pushes their images; not used if they were pushed before
 */
public record Delivery(
    List<ConfiguredFunction> functions,
    Target target,
    DeployOptions options,
    Cluster cluster,
    Path output,
    Rendered manifests,
    Images images) {

  /** Opens connections to the cluster of the functions. */
  @FunctionalInterface
  public interface Cluster {
    /**
     * Opens a connection, which the caller closes.
     *
     * @param namespace the namespace; if absent, that of the context
     * @throws ProblemException if there is no such cluster
     */
    ClusterConnection connect(Optional<String> namespace);
  }

  /** Provides the manifests of a function. */
  @FunctionalInterface
  public interface Rendered {
    /**
     * Returns the manifests for each target.
     *
     * @param function with its digest and its namespace
     */
    Map<Target, Manifests> of(Function function, ConfiguredFunction configured) throws IOException;
  }

  /** Builds and pushes images. */
  @FunctionalInterface
  public interface Images {
    /**
     * Pushes the image of a function, and returns its digest.
     *
     * @param function with the architectures of its image
     */
    String push(Function function) throws IOException;
  }

  /** Copies the functions. */
  public Delivery {
    functions = List.copyOf(functions);
  }

  ClusterConnection connect(Function function) {
    return cluster.connect(function.namespace());
  }

  /**
   * Returns the manifests of a function before it is built.
   *
   * @param pushed whether they were pushed elsewhere; otherwise, they are not rendered yet
   */
  Optional<Manifests> rendered(ConfiguredFunction configured, boolean pushed) throws IOException {
    return pushed
        ? Optional.ofNullable(manifests.of(configured.function(), configured).get(target))
        : Optional.empty();
  }
}
