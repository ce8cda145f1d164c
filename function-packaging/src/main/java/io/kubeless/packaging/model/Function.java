package io.kubeless.packaging.model;

import io.kubeless.runtime.Quantity;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One function, complete: what is deployed, under which name and with which settings.
 *
 * @param name a DNS label; the name of its objects
 * @param namespace absent for the one that the cluster's user works in
 * @param owner the module it comes from
 * @param handler the class that answers
 * @param image what its pods run
 * @param timeout how long one call may take, whole seconds
 * @param memory request and limit, a quantity
 * @param cpu request, a quantity; there is no limit
 * @param replicas absent when the cluster or an autoscaler decides
 * @param concurrency calls at the same time in one process; absent for the runtime's default
 * @param once whether a process is started for each tick of its cron triggers, and nothing between
 * @param env further environment variables
 * @param config what {@code Context.config} reads
 * @param secrets names of Secrets to mount
 * @param serviceAccount absent for one of its own
 * @param imagePullSecrets names of Secrets to pull the image with
 * @param labels further labels of every object and pod
 * @param annotations further annotations of every object
 * @param autoscaling absent for none
 * @param triggers what calls it from outside, in the order they were given
 * @param network absent for no NetworkPolicy
 */
public record Function(
    String name,
    Optional<String> namespace,
    Owner owner,
    HandlerClass handler,
    Image image,
    Duration timeout,
    String memory,
    String cpu,
    OptionalInt replicas,
    OptionalInt concurrency,
    boolean once,
    SortedMap<String, String> env,
    Config config,
    List<String> secrets,
    Optional<String> serviceAccount,
    List<String> imagePullSecrets,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Optional<Autoscaling> autoscaling,
    List<Trigger> triggers,
    Optional<Network> network) {

  /** Copies and sorts. */
  public Function {
    env = sorted(env);
    labels = sorted(labels);
    annotations = sorted(annotations);
    secrets = secrets.stream().sorted().distinct().toList();
    imagePullSecrets = imagePullSecrets.stream().sorted().distinct().toList();
    triggers = List.copyOf(triggers);
  }

  private static SortedMap<String, String> sorted(SortedMap<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** Returns the memory limit in bytes. */
  public long memoryBytes() {
    return Quantity.bytes(memory);
  }

  /** Returns the HTTP triggers in order. */
  public List<Trigger.Http> httpTriggers() {
    return triggers.stream()
        .filter(Trigger.Http.class::isInstance)
        .map(Trigger.Http.class::cast)
        .toList();
  }

  /** Returns the cron triggers in order. */
  public List<Trigger.CronJob> cronJobTriggers() {
    return triggers.stream()
        .filter(Trigger.CronJob.class::isInstance)
        .map(Trigger.CronJob.class::cast)
        .toList();
  }

  /** Returns this function with another image. */
  public Function withImage(Image other) {
    return copy(namespace, other);
  }

  /** Returns this function in a namespace. */
  public Function withNamespace(String other) {
    return copy(Optional.of(other), image);
  }

  private Function copy(Optional<String> otherNamespace, Image otherImage) {
    return new Function(
        name,
        otherNamespace,
        owner,
        handler,
        otherImage,
        timeout,
        memory,
        cpu,
        replicas,
        concurrency,
        once,
        env,
        config,
        secrets,
        serviceAccount,
        imagePullSecrets,
        labels,
        annotations,
        autoscaling,
        triggers,
        network);
  }
}
