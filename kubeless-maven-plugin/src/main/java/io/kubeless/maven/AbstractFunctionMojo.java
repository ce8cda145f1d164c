package io.kubeless.maven;

import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** The parameters of goals that read whole functions: their registry and their keys. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractFunctionMojo extends AbstractKubelessMojo {
  /**
   * Registry and path that images are pushed to, such as {@code registry.acme.com/team}. If it is
   * unset, the environment variable {@code KUBELESS_REGISTRY} is used, then the registry that a
   * local cluster advertises.
   */
  @Parameter(property = "kubeless.registry")
  private @Nullable String registry;

  /** The image: name, base, architecture; jar is {@code packaged} for the jar of package. */
  @Parameter private @Nullable PlexusConfiguration image;

  /** How long one call may take. */
  @Parameter(property = "kubeless.timeout")
  private @Nullable String timeout;

  /** Memory of the container. */
  @Parameter(property = "kubeless.memory")
  private @Nullable String memory;

  /** CPU that the container requests. */
  @Parameter(property = "kubeless.cpu")
  private @Nullable String cpu;

  /** How many pods run. */
  @Parameter(property = "kubeless.replicas")
  private @Nullable String replicas;

  /** Calls at the same time in one process. */
  @Parameter(property = "kubeless.concurrency")
  private @Nullable String concurrency;

  /** Whether it answers all the time ({@code service}) or starts for each tick ({@code once}). */
  @Parameter(property = "kubeless.run")
  private @Nullable String run;

  /** Environment variables by name. */
  @Parameter private @Nullable PlexusConfiguration env;

  /** Configuration by key. */
  @Parameter private @Nullable PlexusConfiguration config;

  /** Names of Secrets to mount. */
  @Parameter private @Nullable PlexusConfiguration secrets;

  /** Name of an existing ServiceAccount. */
  @Parameter(property = "kubeless.serviceAccount")
  private @Nullable String serviceAccount;

  /** Names of Secrets that the image is pulled with. */
  @Parameter private @Nullable PlexusConfiguration imagePullSecrets;

  /** Labels of every object and pod. */
  @Parameter private @Nullable PlexusConfiguration labels;

  /** Annotations of every object. */
  @Parameter private @Nullable PlexusConfiguration annotations;

  /** The autoscaler: min, max, cpu. */
  @Parameter private @Nullable PlexusConfiguration autoscaling;

  /** What calls the function from outside. */
  @Parameter private @Nullable PlexusConfiguration triggers;

  /** The NetworkPolicy's peers: from, to. */
  @Parameter private @Nullable PlexusConfiguration network;

  /** Settings of single functions, below their names. */
  @Parameter private @Nullable PlexusConfiguration functions;
}
