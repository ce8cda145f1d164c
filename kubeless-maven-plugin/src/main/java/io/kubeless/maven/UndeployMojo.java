package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Deletes everything that {@code deploy} created, lists it, and waits until it is deleted. Nothing
 * is compiled. With {@code -Dkubeless.name} it does not need a project either.
 */
@Mojo(name = "undeploy", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class UndeployMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  @Override
  void run(GoalContext goal) throws IOException {
    new Undeployment(goal).run();
  }
}
