package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Checks registries and clusters before slow steps begin. The goal {@code deploy} runs it first;
 * there is no need to call it.
 */
@Mojo(
    name = "preflight",
    defaultPhase = LifecyclePhase.VALIDATE,
    requiresProject = false,
    threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class PreflightMojo extends AbstractFunctionMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Objects that are applied: {@code kubernetes}, or {@code kubeless} for a cluster with a Kubeless
   * controller.
   */
  @Parameter(property = "kubeless.target", defaultValue = "kubernetes")
  private String target;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  @Override
  boolean leavesConnections(GoalContext goal) {
    return goal.forked();
  }

  @Override
  void run(GoalContext goal) throws IOException {
    boolean pushed = NamedFunction.property(goal, "manifests").isPresent(); // by another build
    if (!pushed && goal.session().getRequest().isProjectPresent()) {
      new ReactorPreflight(goal).run();
    }
  }
}
