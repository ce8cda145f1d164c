package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.FormerFunctions;
import io.kubeless.packaging.model.Owner;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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

  /** Returns what applies the functions of a module. */
  final FunctionDeployments deployments(Module module) {
    return new FunctionDeployments(module, session, getLog());
  }

  /** Returns the reader of modules whose registry may be the one that their cluster advertises. */
  final ModuleReader modulesOfClusters() {
    return new ModuleReader(session, execution, new ModuleRegistries()::of);
  }

  /** Returns a sentence for each function that the module has deployed before and no longer has. */
  static List<String> former(Connection connection, Module module) {
    Owner owner = module.functions().get(0).function().owner();
    Set<String> names =
        module.functions().stream().map(each -> each.function().name()).collect(Collectors.toSet());
    return FormerFunctions.of(connection, owner, names).stream()
        .map(
            each ->
                "The function "
                    + each.name()
                    + " is still deployed in "
                    + connection.namespace()
                    + ", and "
                    + owner.module()
                    + " no longer has it. To delete it: "
                    + each.removal())
        .toList();
  }
}
