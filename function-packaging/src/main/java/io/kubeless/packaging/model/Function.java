package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One function, complete: what is deployed, under which name and with which settings.
 *
 * @param name a DNS label; the name of its objects
 * @param namespace absent for the one that the cluster's user works in
 * @param labels further labels of every object and pod
 * @param annotations further annotations of every object
 * @param owner the module it comes from
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

  /** Returns the HTTP triggers in order. */
  public List<Trigger.Http> httpTriggers() {
    return triggers(Trigger.Http.class);
  }

  /** Returns the cron triggers in order. */
  public List<Trigger.CronJob> cronJobTriggers() {
    return triggers(Trigger.CronJob.class);
  }

  /** Returns the parts of the runtime that the image contains. */
  public Set<RuntimePart> parts() {
    return RuntimePart.of(handler);
  }

  private <T extends Trigger> List<T> triggers(Class<T> type) {
    return exposure.triggers().stream().filter(type::isInstance).map(type::cast).toList();
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
        handler,
        otherImage,
        runtime,
        resources,
        exposure,
        access);
  }
}
