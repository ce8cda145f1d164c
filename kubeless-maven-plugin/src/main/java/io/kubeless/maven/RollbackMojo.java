package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Restores an earlier deployment of functions: image, configuration and objects. Nothing is
 * compiled. With {@code -Dkubeless.name} it does not need a project either.
 */
@Mojo(name = "rollback", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class RollbackMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Number of the revision to restore. If it is unset, the previous one is restored. */
  @Parameter(property = "kubeless.revision")
  private @Nullable String revision;

  /** Takes over existing objects of the function's name that the plugin did not create. */
  @Parameter(property = "kubeless.adopt", defaultValue = "false")
  private boolean adopt;

  /** Takes over fields that another field manager has set. */
  @Parameter(property = "kubeless.force", defaultValue = "false")
  private boolean force;

  /** Changes the target of a deployed function. */
  @Parameter(property = "kubeless.switchTarget", defaultValue = "false")
  private boolean switchTarget;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  @Override
  void run(GoalContext goal) throws IOException {
    new Rollbacks(goal).run();
  }
}
