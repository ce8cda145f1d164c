package io.kubeless.maven;

import org.apache.maven.plugins.annotations.Parameter;
import org.codehaus.plexus.configuration.PlexusConfiguration;
import org.jspecify.annotations.Nullable;

/** The parameters of goals that read whole functions: the registry and the keys of functions. */
@SuppressWarnings("UnusedVariable")
abstract class AbstractFunctionMojo extends AbstractKubelessMojo {
  /**
   * Registry and path that images are pushed to, such as {@code registry.acme.com/team}. If it is
   * unset, the environment variable {@code KUBELESS_REGISTRY} is used, then the registry that a
   * local cluster advertises.
   */
  @Parameter(property = "kubeless.registry")
  private @Nullable String registry;

  /**
   * The image: name, base, architecture; jar is {@code packaged} for the jar of the package phase.
   */
  @Parameter private @Nullable PlexusConfiguration image;

  /** Time limit of a call, from 1s to 24h. */
  @Parameter(property = "kubeless.timeout")
  private @Nullable String timeout;

  /** Memory request and limit. */
  @Parameter(property = "kubeless.memory")
  private @Nullable String memory;

  /** CPU request; there is no limit. */
  @Parameter(property = "kubeless.cpu")
  private @Nullable String cpu;

  /** Number of pods; not used with autoscaling. */
  @Parameter(property = "kubeless.replicas")
  private @Nullable String replicas;

  /** Calls that a process runs at the same time; more get 429. */
  @Parameter(property = "kubeless.concurrency")
  private @Nullable String concurrency;

  /**
   * {@code service}: pods wait for calls. {@code once}: each scheduled time of a cron trigger
   * starts a process for one call.
   */
  @Parameter(property = "kubeless.run")
  private @Nullable String run;

  /** Environment variables of the process, by name. */
  @Parameter private @Nullable PlexusConfiguration env;

  /** Entries for Context.config, by key. */
  @Parameter private @Nullable PlexusConfiguration config;

  /** Names of existing Secrets, which the function reads with Context.secret. */
  @Parameter private @Nullable PlexusConfiguration secrets;

  /** Name of an existing ServiceAccount. */
  @Parameter(property = "kubeless.serviceAccount")
  private @Nullable String serviceAccount;

  /** Names of Secrets for pulling the image. */
  @Parameter private @Nullable PlexusConfiguration imagePullSecrets;

  /** Labels of every object and pod. */
  @Parameter private @Nullable PlexusConfiguration labels;

  /** Annotations of every object, but not of pods. */
  @Parameter private @Nullable PlexusConfiguration annotations;

  /** The autoscaler: min, max, cpu. */
  @Parameter private @Nullable PlexusConfiguration autoscaling;

  /** Triggers: requests from outside the cluster, and schedules. */
  @Parameter private @Nullable PlexusConfiguration triggers;

  /** The peers of the NetworkPolicy: from, to. */
  @Parameter private @Nullable PlexusConfiguration network;

  /** Settings for single functions, in elements with their names. */
  @Parameter private @Nullable PlexusConfiguration functions;
}
