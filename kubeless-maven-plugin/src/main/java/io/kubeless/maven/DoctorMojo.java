package io.kubeless.maven;

import java.io.IOException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Finds what would make {@code deploy} fail: Java and Maven, the cluster and every permission, the
 * objects and pods in a dry run, the registry and a push to it, the base image. Compiles nothing
 * and changes nothing on the cluster. Fails if it finds something, with a remedy for each problem.
 */
@Mojo(name = "doctor", aggregator = true, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class DoctorMojo extends AbstractFunctionMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Objects that are applied: {@code kubernetes}, or {@code kubeless} for a cluster with a Kubeless
   * controller.
   */
  @Parameter(property = "kubeless.target", defaultValue = "kubernetes")
  private String target;

  /** Directory of manifests, images and {@code result.json}, relative to the build directory. */
  @Parameter(property = "kubeless.output", defaultValue = "kubeless")
  private String output;

  /** Allows plain HTTP and untrusted certificates for registries that are not on this machine. */
  @Parameter(property = "kubeless.registry.insecure", defaultValue = "false")
  private boolean registryInsecure;

  /**
   * Format of the output: {@code text}, {@code json} or {@code yaml}. If it is unset, {@code logs}
   * converts the lines to text on a terminal only, and the other goals write text.
   */
  @Parameter(property = "kubeless.format")
  private @Nullable String format;

  @Override
  void run(GoalContext goal) throws IOException {
    new Diagnosis(goal).run();
  }
}
