package io.kubeless.packaging.install;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.InstalledResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What prevents an installation. It is found before an image is built, and nothing is written. */
final class InstallChecks {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  private static final String CONTROLLERS = "/api/v1/pods?labelSelector=kubeless%3Dcontroller";

  private final KubernetesApi api;

  InstallChecks(KubernetesApi api) {
    this.api = api;
  }

  /** Returns the line about cluster, namespace and user, which is shown before the first write. */
  static String announcement(ClusterConnection connection) {
    return "cluster   "
        + connection.context()
        + " / "
        + connection.namespace()
        + "   as "
        + connection.user();
  }

  /**
   * Returns the problem of missing permissions; empty if the user may write all objects.
   *
   * @param resources the resources of the objects
   * @param verbs the verbs for each of them
   */
  Optional<Problem> permissions(Stream<InstalledResource> resources, String... verbs) {
    List<String> missing = new ArrayList<>();
    resources.forEach(
        each -> {
          List<String> denied = Stream.of(verbs).filter(verb -> !permits(each, verb)).toList();
          if (!denied.isEmpty()) {
            missing.add(String.join(", ", denied) + " " + each.qualified());
          }
        });
    return missing.isEmpty() ? Optional.empty() : Optional.of(notPermitted(missing));
  }

  private Problem notPermitted(List<String> missing) {
    return Problem.of(
            ErrorCode.INSTALLATION_NOT_PERMITTED,
            "The user %s may not install the controller, or remove it",
            api.connection().user())
        .at("%s, namespace %s", api.connection().server(), api.connection().namespace())
        .because("these permissions are missing\n%s", String.join("\n", missing))
        .remedy(
            "write the manifests, and give them to an administrator of the cluster: %s %s",
            goals("install"), setting("output", "controller"));
  }

  private boolean permits(InstalledResource resource, String verb) {
    ObjectNode review = ApiJson.MAPPER.createObjectNode();
    review.put("apiVersion", "authorization.k8s.io/v1");
    review.put("kind", "SelfSubjectAccessReview");
    ObjectNode attributes = review.putObject("spec").putObject("resourceAttributes");
    if (!resource.isOfCluster()) {
      attributes.put("namespace", api.connection().namespace());
    }
    attributes.put("group", resource.group());
    attributes.put("resource", resource.plural());
    attributes.put("verb", verb);
    try {
      return api.call("POST", REVIEWS, "application/json", ApiJson.write(review))
          .at("/status/allowed")
          .asBoolean(true);
    } catch (ApiFailure e) {
      return true; // the requests decide
    }
  }

  /**
   * Returns the problem of definitions that something else has created; empty if there are none.
   */
  Optional<Problem> definitions(ResourceDefinitions definitions) throws ApiFailure {
    List<Message> foreign = new ArrayList<>();
    for (String name : definitions.names()) {
      Optional<JsonNode> live =
          api.find(InstalledResource.CUSTOM_RESOURCE_DEFINITION.path("", name));
      if (live.isPresent() && !LiveObject.isManaged(live.get())) {
        foreign.add(Message.of("%s: %s", name, description(live.get())));
      }
    }
    return foreign.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                    ErrorCode.DEFINITION_OF_ANOTHER,
                    "The resources of Kubeless are defined by something else")
                .at("%s, CustomResourceDefinition", api.connection().server())
                .because(Message.lines(foreign))
                .remedy(
                    "replace the definitions, which keeps the stored objects: %s %s",
                    goals("install"), setting("adopt")));
  }

  private static Message description(JsonNode definition) {
    List<String> schemas = new ArrayList<>();
    List<String> versions = new ArrayList<>();
    for (JsonNode each : definition.path("spec").path("versions")) {
      versions.add(each.path("name").asText());
      if (each.at("/schema/openAPIV3Schema/properties/spec/properties").isEmpty()) {
        schemas.add(each.path("name").asText());
      }
    }
    return schemas.isEmpty()
        ? Message.of("created at %s, versions %s", created(definition), versions)
        : Message.of(
            "created at %s, versions %s, without a schema, as Kubeless has installed it",
            created(definition), versions);
  }

  private static String created(JsonNode object) {
    return object.at("/metadata/creationTimestamp").asText();
  }

  /** Returns the problem of another controller of the same resources; empty if none is running. */
  Optional<Problem> controllers() throws ApiFailure {
    List<String> others = new ArrayList<>();
    boolean own = false;
    String namespace = api.connection().namespace();
    for (JsonNode pod : api.call("GET", CONTROLLERS, "", "").path("items")) {
      String of = pod.at("/metadata/namespace").asText();
      boolean ours = LiveObject.label(pod, "app.kubernetes.io/name").equals(Installation.NAME);
      if (!ours || !of.equals(namespace)) {
        own |= ours;
        others.add(of + "/" + pod.at("/metadata/name").asText());
      }
    }
    if (others.isEmpty()) {
      return Optional.empty();
    }
    String of = others.get(0).split("/", 2)[0];
    return Optional.of(
        Problem.of(ErrorCode.OTHER_CONTROLLER, "Another controller of Kubeless is running")
            .at(
                "%s, pods %s",
                api.connection().server(),
                others.stream().sorted().collect(Collectors.joining(", ")))
            .because("both would write the same objects")
            .remedy(
                own
                    ? Message.of("install it in the same namespace: %s", setting("namespace", of))
                    : Message.of(
                        "kubectl delete deployment -n %s -l kubeless=controller, then run it again",
                        of)));
  }
}
