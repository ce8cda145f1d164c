package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Installs the controller that serves the resources of Kubeless, or replaces it by this version:
 * pushes its image, applies its objects, and waits until it is ready. Functions are not changed. It
 * needs no project.
 */
@Mojo(name = "install", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class InstallMojo extends AbstractKubelessMojo {
  /**
   * Registry and path that images are pushed to, such as {@code registry.acme.com/team}. If it is
   * unset, the environment variable {@code KUBELESS_REGISTRY} is used, then the registry that a
   * local cluster advertises.
   */
  @Parameter(property = "kubeless.registry")
  private @Nullable String registry;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Namespaces whose resources the controller serves, separated by commas. If it is unset, it
   * serves all namespaces.
   */
  @Parameter(property = "kubeless.controller.namespaces")
  private @Nullable String controllerNamespaces;

  /** Takes over existing objects of the function's name that the plugin did not create. */
  @Parameter(property = "kubeless.adopt", defaultValue = "false")
  private boolean adopt;

  /** Takes over fields that another field manager has set. */
  @Parameter(property = "kubeless.force", defaultValue = "false")
  private boolean force;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  /**
   * Directory, relative to the build directory, for the manifests and a Helm chart, which are
   * written instead of applying anything. Only the command line sets it.
   */
  @Parameter(property = "kubeless.output")
  private @Nullable String output;

  @Override
  void run(GoalContext goal) throws IOException {
    new ControllerGoals(goal).install();
  }
}
