package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Applies the objects of functions whose images were pushed before, waits for the rollout and
 * reports it. With {@code -Dkubeless.manifests} it needs no project.
 */
@Mojo(
    name = "apply",
    aggregator = true,
    requiresProject = false,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class ApplyMojo extends AbstractFunctionMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Objects that are applied: {@code kubernetes}, or {@code kubeless} for a cluster with a Kubeless
   * controller.
   */
  @Parameter(property = "kubeless.target", defaultValue = "kubernetes")
  private String target;

  /**
   * Manifests that {@code push} has written elsewhere: a directory, a zip file, or coordinates
   * {@code groupId:artifactId:version[:classifier]}; several are separated by commas. No project is
   * required then.
   */
  @Parameter(property = "kubeless.manifests")
  private @Nullable String manifests;

  /** Takes over existing objects of the function's name that the plugin did not create. */
  @Parameter(property = "kubeless.adopt", defaultValue = "false")
  private boolean adopt;

  /** Takes over fields that another field manager has set. */
  @Parameter(property = "kubeless.force", defaultValue = "false")
  private boolean force;

  /** Changes the target of a deployed function. */
  @Parameter(property = "kubeless.switchTarget", defaultValue = "false")
  private boolean switchTarget;

  /** Replaces the pods although nothing has changed, for example after a Secret was rotated. */
  @Parameter(property = "kubeless.restart", defaultValue = "false")
  private boolean restart;

  /** Restores the newest revision if the deployment fails; it fails nevertheless. */
  @Parameter(property = "kubeless.rollbackOnFailure", defaultValue = "false")
  private boolean rollbackOnFailure;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  @Override
  void run(GoalContext goal) throws IOException {
    PushedManifests pushed = new PushedManifests(goal);
    if (pushed.present()) {
      pushed.apply();
    } else {
      new ModuleDeployments(goal).apply(goal.modulesOfClusters().all());
    }
  }
}
