package io.kubeless.maven;

import io.kubeless.packaging.delivery.FunctionDifferences;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Compiles, and prints what {@code deploy} would change on the cluster. Nothing is pushed or
 * written. A difference fails the build. With {@code -Dkubeless.manifests} it needs no project.
 */
@Mojo(
    name = "diff",
    aggregator = true,
    requiresProject = false,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(lifecycle = "kubeless", phase = LifecyclePhase.PROCESS_CLASSES)
@SuppressWarnings("UnusedVariable")
public class DiffMojo extends AbstractFunctionMojo {
  /** As of terraform plan; diff(1) and kubectl diff have 1, which Maven has for every failure. */
  private static final int DRIFT = 2;

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

  /** Fails if the functions differ from the cluster; Maven then ends with 2. */
  @Parameter(property = "kubeless.diff.failOnDrift", defaultValue = "true")
  private boolean failOnDrift;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  @Override
  void run(GoalContext goal) throws IOException {
    PushedManifests pushed = new PushedManifests(goal);
    Style style = TerminalStyle.of(goal.session()).style();
    List<Problem> differences =
        pushed.present()
            ? new FunctionDifferences(pushed.deliveries(), goal.frontEnd(), style).showPushed()
            : new FunctionDifferences(
                    new ModuleDeployments(goal).previews(goal.modulesOfClusters().all()),
                    goal.frontEnd(),
                    style)
                .show();
    if (!differences.isEmpty() && goal.settings().failOnDrift()) {
      ExitStatus.set(session, DRIFT);
      throw new ProblemException(differences);
    }
  }
}
