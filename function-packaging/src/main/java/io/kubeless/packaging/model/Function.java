package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One function, complete: what is deployed, under which name and with which settings.
 *
 * @param name a DNS label; the name of its objects
 * @param namespace absent for the one that the cluster's user works in
 * @param labels further labels of every object and pod
 * @param annotations further annotations of every object
 * @param owner to whom its objects belong
 * @param version of what it is built from, such as {@code 1.0-SNAPSHOT}
 * @param handler the class that answers
 * @param image what its pods run
 * @param runtime what its process is given
 * @param resources size and number of its pods
 * @param exposure what calls it, and what it may reach
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

  /** Returns the names of the Secrets to mount, sorted: the function's and its triggers'. */
  public List<String> mountedSecrets() {
    return Stream.concat(
            access.secrets().stream(),
            exposure.renderers().stream().flatMap(each -> each.mountedSecrets(this).stream()))
        .sorted()
        .distinct()
        .toList();
  }

  /** Returns the names of all Secrets that must exist: those to mount first. */
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

  /** Returns the HorizontalPodAutoscaler, unless a trigger brings an autoscaler of its own. */
  public Optional<Autoscaling> autoscaling() {
    return triggersScale() ? Optional.empty() : resources.autoscaling();
  }

  /** Returns the number of pods; absent when the cluster or an autoscaler decides. */
  public OptionalInt fixedReplicas() {
    return triggersScale() || resources.autoscaling().isPresent()
        ? OptionalInt.empty()
        : resources.replicas();
  }

  /** Returns the command that starts a process for one call; absent unless a trigger can do it. */
  public Optional<String> startNow() {
    return exposure.renderers().stream().flatMap(each -> each.startNow(this).stream()).findFirst();
  }

  private boolean triggersScale() {
    return exposure.renderers().stream().anyMatch(each -> each.scales(this));
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
        labels,
        annotations,
        owner,
        version,
        handler,
        otherImage,
        runtime,
        resources,
        exposure,
        access);
  }
}
