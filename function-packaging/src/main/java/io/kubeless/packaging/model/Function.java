package io.kubeless.packaging.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The complete configuration of one function.
 *
 * @param name a DNS label; the name of its objects
 * @param namespace the namespace; if absent, that of the cluster's user
 * @param labels additional labels of all objects and pods
 * @param annotations additional annotations of all objects
 * @param owner the owner of its objects
 * @param version the version of its source, such as {@code 1.0-SNAPSHOT}
 * @param handler the class that handles events
 * @param image the image of its pods
 * @param runtime the settings of its process
 * @param resources the size and number of its pods
 * @param exposure its triggers and its network
 * @param access the identity of its pods, and their Secrets
 */
public record Function(
    String name,
    Optional<String> namespace,
    SortedMap<String, String> labels,
    SortedMap<String, String> annotations,
    Owner owner,
    String version,
    HandlerClass handler,
    Image image,
    RuntimeSettings runtime,
    Resources resources,
    Exposure exposure,
    Access access) {

  /** Copies the maps. */
  public Function {
    labels = sorted(labels);
    annotations = sorted(annotations);
  }

  private static SortedMap<String, String> sorted(SortedMap<String, String> map) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(map));
  }

  /** Returns the names of the Secrets of the function and its triggers to mount, sorted. */
  public List<String> mountedSecrets() {
    return Stream.concat(
            access.secrets().stream(),
            exposure.renderers().stream().flatMap(each -> each.mountedSecrets(this).stream()))
        .sorted()
        .distinct()
        .toList();
  }

  /** Returns the names of all Secrets that must exist. Those to mount are first. */
  public List<String> secrets() {
    return Stream.of(
            mountedSecrets().stream(),
            access.imagePullSecrets().stream(),
            exposure.renderers().stream().flatMap(each -> each.secrets(this).stream()))
        .flatMap(names -> names)
        .distinct()
        .toList();
  }

  /** Returns the parts of the runtime that the image contains. */
  public Set<RuntimePart> parts() {
    return RuntimePart.of(handler, exposure.triggers());
  }

  /** Returns the number of pods; absent if the cluster or an autoscaler determines it. */
  public OptionalInt fixedReplicas() {
    return triggersScale() || resources.autoscaling().isPresent()
        ? OptionalInt.empty()
        : resources.replicas();
  }

  /** Returns the metrics of all triggers that have a lag; absent if the namespace is missing. */
  public Optional<List<LagMetric>> lagMetrics() {
    List<LagMetric> metrics = new ArrayList<>();
    for (TriggerRenderer each : exposure.renderers()) {
      Optional<List<LagMetric>> own = each.lagMetrics(this);
      if (own.isEmpty()) {
        return Optional.empty();
      }
      metrics.addAll(own.get());
    }
    return Optional.of(metrics);
  }

  /** Returns the command that starts a process for one call; absent if no trigger supports it. */
  public Optional<String> startNow() {
    return exposure.renderers().stream().flatMap(each -> each.startNow(this).stream()).findFirst();
  }

  private boolean triggersScale() {
    return exposure.renderers().stream().anyMatch(each -> each.scales(this));
  }

  /** Returns this function with another image. */
  public Function withImage(Image other) {
    return copy(namespace, other, resources, exposure);
  }

  /** Returns this function in a namespace. */
  public Function withNamespace(String other) {
    return copy(Optional.of(other), image, resources, exposure);
  }

  /** Returns this function with other settings of its process. */
  public Function withRuntime(RuntimeSettings other) {
    return new Function(
        name,
        namespace,
        labels,
        annotations,
        owner,
        version,
        handler,
        image,
        other,
        resources,
        exposure,
        access);
  }

  /** Returns this function with another autoscaler. */
  public Function withAutoscaling(Autoscaling other) {
    return copy(
        namespace,
        image,
        new Resources(
            resources.memory(), resources.cpu(), resources.replicas(), Optional.of(other)),
        exposure);
  }

  /** Returns this function with other triggers. */
  public Function withTriggers(List<Trigger> other) {
    return copy(namespace, image, resources, new Exposure(other, exposure.network()));
  }

  private Function copy(
      Optional<String> otherNamespace,
      Image otherImage,
      Resources otherResources,
      Exposure otherExposure) {
    return new Function(
        name,
        otherNamespace,
        labels,
        annotations,
        owner,
        version,
        handler,
        otherImage,
        runtime,
        otherResources,
        otherExposure,
        access);
  }
}
