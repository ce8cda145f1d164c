package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.deploy.RecordedFunction;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Target;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A function on the cluster.
 *
 * @param name name of the function
 * @param target the kind of objects that it has: {@code kubernetes} or {@code kubeless}
 * @param owner name of the owner; absent if the plugin has not deployed it
 * @param resource its Function of Kubeless; absent on target {@code kubernetes}
 * @param deployment its Deployment; missing if there is none
 * @param once whether only its schedules start it, so that it has no Deployment
 * @param image reference of its image; absent if it has none yet
 * @param triggers its triggers
 * @param created time of creation; absent if no object has one
 */
record LiveFunction(
    String name,
    String target,
    Optional<String> owner,
    Optional<JsonNode> resource,
    JsonNode deployment,
    boolean once,
    Optional<String> image,
    List<LiveTrigger> triggers,
    Optional<Instant> created) {
  private static final String IMAGE = "/spec/template/spec/containers/0/image";

  /** Returns the functions of a namespace by name. */
  static List<LiveFunction> of(Snapshot snapshot) {
    SortedSet<String> names = new TreeSet<>();
    snapshot.all(ApiResource.DEPLOYMENT).forEach(each -> names.add(Snapshot.name(each)));
    snapshot.all(ApiResource.CRON_JOB).forEach(each -> names.add(Snapshot.name(each)));
    snapshot
        .all(ApiResource.FUNCTION)
        .forEach(each -> names.add(each.at("/metadata/name").asText()));
    records(snapshot).forEach(each -> names.add(each.name()));
    names.remove("");
    return names.stream().map(name -> of(snapshot, name)).toList();
  }

  private static List<RecordedFunction> records(Snapshot snapshot) {
    return snapshot.all(ApiResource.CONFIG_MAP).stream()
        .map(RecordedFunction::of)
        .flatMap(Optional::stream)
        .toList();
  }

  private static LiveFunction of(Snapshot snapshot, String name) {
    Optional<RecordedFunction> record =
        records(snapshot).stream().filter(each -> each.name().equals(name)).findFirst();
    Optional<JsonNode> resource =
        snapshot.all(ApiResource.FUNCTION).stream()
            .filter(each -> each.at("/metadata/name").asText().equals(name))
            .findFirst();
    // A Deployment that a controller has created belongs to its Function.
    Optional<JsonNode> deployment =
        snapshot.all(ApiResource.DEPLOYMENT).stream()
            .filter(each -> Snapshot.name(each).equals(name))
            .findFirst();
    List<JsonNode> schedules = snapshot.of(ApiResource.CRON_JOB, name);
    List<JsonNode> objects = new ArrayList<>();
    resource.ifPresent(objects::add);
    deployment.ifPresent(objects::add);
    objects.addAll(schedules);
    return new LiveFunction(
        name,
        record.map(RecordedFunction::target).orElse(target(resource, deployment)),
        record.map(RecordedFunction::owner),
        resource,
        deployment.orElse(MissingNode.getInstance()),
        deployment.isEmpty() && schedules.stream().anyMatch(each -> startsFunction(each, name)),
        image(deployment, schedules, resource),
        LiveTrigger.of(snapshot, name),
        objects.stream().map(LiveFunction::created).flatMap(Optional::stream).sorted().findFirst());
  }

  private static boolean startsFunction(JsonNode cronJob, String name) {
    JsonNode labels = cronJob.at("/spec/jobTemplate/metadata/labels");
    return Names.runSelector(name, true).entrySet().stream()
        .allMatch(each -> labels.path(each.getKey()).asText().equals(each.getValue()));
  }

  /** Returns the target of a function without a record. */
  private static String target(Optional<JsonNode> resource, Optional<JsonNode> deployment) {
    boolean byKubeless =
        resource.isPresent() || deployment.filter(each -> !LiveObject.isManaged(each)).isPresent();
    return (byKubeless ? Target.KUBELESS : Target.KUBERNETES).text();
  }

  private static Optional<String> image(
      Optional<JsonNode> deployment, List<JsonNode> schedules, Optional<JsonNode> resource) {
    List<String> images = new ArrayList<>();
    String ofFunction = "/spec/deployment" + IMAGE;
    String ofSchedule = "/spec/jobTemplate" + IMAGE;
    deployment.ifPresent(each -> images.add(each.at(IMAGE).asText()));
    schedules.forEach(each -> images.add(each.at(ofSchedule).asText()));
    resource.ifPresent(each -> images.add(each.at(ofFunction).asText()));
    return images.stream().filter(each -> !each.isEmpty()).findFirst();
  }

  private static Optional<Instant> created(JsonNode object) {
    try {
      return Optional.of(Instant.parse(object.at("/metadata/creationTimestamp").asText()));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** Returns whether it should have pods that wait for calls. */
  boolean isService() {
    return !once;
  }

  /** Returns whether it has a Deployment. */
  boolean isDeployed() {
    return !deployment.isMissingNode();
  }

  int wanted() {
    return deployment.at("/spec/replicas").asInt(isService() ? 1 : 0);
  }

  int ready() {
    return deployment.at("/status/readyReplicas").asInt();
  }

  int updated() {
    return deployment.at("/status/updatedReplicas").asInt();
  }

  /** Returns the digest of the image; absent if its reference has none. */
  Optional<String> digest() {
    return image
        .filter(each -> each.contains("@"))
        .map(each -> each.substring(each.indexOf('@') + 1));
  }

  /** Returns the addresses, the one in the cluster first. */
  List<String> urls(String namespace) {
    List<String> urls = new ArrayList<>();
    if (isService()) {
      urls.add("http://" + name + "." + namespace + ":" + Names.SERVICE_PORT);
    }
    triggers.forEach(each -> each.url().ifPresent(urls::add));
    return urls;
  }

  /** Returns whether it receives events from a broker itself. */
  boolean hasSources() {
    return target.equals(Target.KUBERNETES.text())
        && triggers.stream().anyMatch(each -> each.type().matches("kafka|nats"));
  }
}
