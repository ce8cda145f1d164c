package io.kubeless.maven;

import java.io.IOException;
import java.util.List;
import org.apache.maven.plugins.annotations.Parameter;

/** The parameters of goals that apply objects. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractApplyMojo extends AbstractClusterMojo {
  /** Takes over existing objects of the function's name that the plugin did not create. */
  @Parameter(property = "kubeless.adopt", defaultValue = "false")
  private boolean adopt;

  /** Takes over fields that another field manager has set. */
  @Parameter(property = "kubeless.force", defaultValue = "false")
  private boolean force;

  /** Deletes the objects of the other target first. */
  @Parameter(property = "kubeless.switchTarget", defaultValue = "false")
  private boolean switchTarget;

  /** Replaces the pods although nothing has changed, for example after a Secret was rotated. */
  @Parameter(property = "kubeless.restart", defaultValue = "false")
  private boolean restart;

  /** Seconds to wait for the cluster; with 0, {@code deploy} does not wait for the pods. */
  @Parameter(property = "kubeless.wait", defaultValue = "300")
  private String wait;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  /** Returns the reader of modules whose registry may be the one that their cluster advertises. */
  final ModuleReader modulesOfClusters() {
    return new ModuleReader(session, execution, new ModuleRegistries()::of);
  }

  /** Pushes and applies the functions of modules, after all of them were checked. */
  final void deploy(List<Module> modules, FunctionDeployments.Push push) throws IOException {
    try (FunctionDeployments deployments = new FunctionDeployments(modules, session, getLog())) {
      deployments.preflight();
      deployments.run(push);
    }
  }
}
