package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters of goals that need to know which cluster and which objects. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractClusterMojo extends AbstractFunctionMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Objects that are applied: {@code kubernetes}, or {@code kubeless} for a cluster with a Kubeless
   * controller.
   */
  @Parameter(property = "kubeless.target", defaultValue = "kubernetes")
  private String target;

  /** Returns how messages call a cluster. */
  static String place(Connection connection) {
    return connection.context() + " (" + connection.server() + ")";
  }
}
