package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Removes the controller and its permissions, and lists what it leaves: Functions continue to run.
 * It needs no project.
 */
@Mojo(name = "uninstall", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class UninstallMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  /**
   * Deletes the definitions of Kubeless' resources, too, and with them all Functions and triggers
   * in all namespaces.
   */
  @Parameter(property = "kubeless.uninstall.definitions", defaultValue = "false")
  private boolean deleteDefinitions;

  @Override
  void run(GoalContext goal) throws IOException {
    new ControllerGoals(goal).uninstall();
  }
}
