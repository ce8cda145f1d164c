package io.kubeless.packaging.install;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.delivery.FrontEnd;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.ObjectChange.Action;
import io.kubeless.packaging.manifest.ControllerObjects;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.InstalledResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.rollout.ControllerRollout;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Applies the objects of an installation with server-side apply, and waits until the controller is
 * ready. Functions are not touched, so a second installation with another version replaces only the
 * controller.
 */
public final class ControllerInstaller {
  private static final Duration ESTABLISHED = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final KubernetesApi api;
  private final InstallOptions options;
  private final FrontEnd frontEnd;

  /**
   * Creates an installer, without sending a request.
   *
   * @param connection the cluster, in the namespace of the controller
   */
  public ControllerInstaller(
      ClusterConnection connection, InstallOptions options, FrontEnd frontEnd) {
    this.api = new KubernetesApi(connection);
    this.options = options;
    this.frontEnd = frontEnd;
  }

  /**
   * Checks what can be checked before an image is built, and writes nothing.
   *
   * @throws ProblemException with everything that prevents the installation
   */
  public void check(ResourceDefinitions definitions) {
    frontEnd.lines().accept(InstallChecks.announcement(api.connection()));
    InstallChecks checks = new InstallChecks(api);
    try {
      List<Problem> problems = new ArrayList<>();
      Set<InstalledResource> written = EnumSet.allOf(InstalledResource.class);
      if (!writesNamespace()) {
        written.remove(InstalledResource.NAMESPACE);
      }
      checks.permissions(written.stream(), "create", "patch").ifPresent(problems::add);
      if (problems.isEmpty()) {
        if (!options.adopt()) {
          checks.definitions(definitions).ifPresent(problems::add);
        }
        checks.controllers().ifPresent(problems::add);
      }
      if (!problems.isEmpty()) {
        throw new ProblemException(problems);
      }
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The cluster cannot be read"), api.connection());
    }
  }

  /** Returns whether the namespace is this project's, or does not exist. */
  private boolean writesNamespace() throws ApiFailure {
    return api.find(InstalledResource.NAMESPACE.path("", api.connection().namespace()))
        .map(LiveObject::isManaged)
        .orElse(true);
  }

  /**
   * Applies the objects, deletes those that an earlier installation has needed in addition, waits
   * and reports.
   *
   * @throws ProblemException if the API server refuses an object, or the pods are not ready in time
   */
  public void install(Installation installation, ResourceDefinitions definitions) {
    Instant start = api.timing().now();
    List<ObjectChange> changes = new ArrayList<>();
    try {
      boolean namespace = writesNamespace();
      for (KubernetesObject each : definitions.replacing().all()) {
        changes.add(apply(each, options.force() || options.adopt()));
      }
      definitions.names().forEach(this::awaitEstablished);
      List<KubernetesObject> objects = ControllerObjects.of(installation);
      for (KubernetesObject each : objects) {
        switch (InstalledResource.of(each)) {
          case NAMESPACE -> {
            if (namespace) {
              changes.add(apply(each, options.force()));
            }
          }
          case CONFIG_MAP -> applyConfig(each).ifPresent(changes::add);
          default -> changes.add(apply(each, options.force()));
        }
      }
      changes.addAll(new FormerObjects(api, objects).prune());
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The controller cannot be installed"), api.connection());
    }
    changes.forEach(change -> frontEnd.details().accept(change.line()));
    frontEnd.lines().accept("apply     " + ObjectChange.summary(changes));
    if (!options.patience().isZero()) {
      String ready =
          new ControllerRollout(api, installation, options.patience(), frontEnd.lines()).await();
      double seconds = Duration.between(start, api.timing().now()).toNanos() / 1e9;
      frontEnd.lines().accept(String.format(Locale.ROOT, "ready     %s in %.1f s", ready, seconds));
    }
    Message next = Message.of("          %s %s", goals("deploy"), setting("target", "kubeless"));
    frontEnd.lines().accept(next.text(frontEnd.wording()));
  }

  private ObjectChange apply(KubernetesObject object, boolean force) throws ApiFailure {
    String path = InstalledResource.of(object).path(object.namespace(), object.name());
    Optional<JsonNode> before = api.find(path);
    JsonNode after;
    try {
      after = api.applyTo(path, object, Names.MANAGER, force, false);
    } catch (ApiFailure e) {
      if (e.status() == 409) {
        throw conflict(object, e);
      }
      throw e;
    }
    Action action =
        before.isEmpty()
            ? Action.CREATED
            : version(before.get()).equals(version(after)) ? Action.SAME : Action.CHANGED;
    return new ObjectChange(object.kind(), object.name(), action);
  }

  /** Adds the runtimes of this installation to those that users have configured. */
  private Optional<ObjectChange> applyConfig(KubernetesObject object) throws ApiFailure {
    Optional<JsonNode> live =
        api.find(InstalledResource.CONFIG_MAP.path(object.namespace(), object.name()));
    Map<String, Object> content = new LinkedHashMap<>(object.content());
    if (live.isPresent() && content.get("data") instanceof Map<?, ?> data) {
      Optional<String> merged =
          RuntimeImages.merged(
              live.get().path("data").path(RuntimeImages.KEY).asText(""),
              String.valueOf(data.get(RuntimeImages.KEY)));
      if (merged.isEmpty()) {
        frontEnd
            .warnings()
            .accept(
                "The ConfigMap "
                    + object.name()
                    + " is not changed: its runtime-images are not a list");
        return Optional.empty();
      }
      content.put("data", Map.of(RuntimeImages.KEY, merged.get()));
    }
    return Optional.of(apply(new KubernetesObject(content), true));
  }

  private static String version(JsonNode object) {
    return object.at("/metadata/resourceVersion").asText();
  }

  private static ProblemException conflict(KubernetesObject object, ApiFailure failure) {
    return new ProblemException(
        Problem.of(
                ErrorCode.FIELD_CONFLICT,
                "%s %s has fields that another manager set",
                object.kind(),
                object.name())
            .at("%s/%s", object.kind(), object.name())
            .because(Message.verbatim(failure.message()))
            .remedy("overwrite the fields: %s %s", goals("install"), setting("force")),
        failure);
  }

  /** Waits until the API server serves a resource. */
  private void awaitEstablished(String definition) {
    Instant end = api.timing().now().plus(ESTABLISHED);
    String path = InstalledResource.CUSTOM_RESOURCE_DEFINITION.path("", definition);
    try {
      while (!established(api.find(path)) && api.timing().now().isBefore(end)) {
        api.timing().sleep(PAUSE);
      }
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The definition %s cannot be read", definition), api.connection());
    }
  }

  private static boolean established(Optional<JsonNode> definition) {
    return definition.stream()
        .flatMap(ControllerInstaller::conditions)
        .anyMatch(
            each ->
                each.path("type").asText().equals("Established")
                    && each.path("status").asText().equals("True"));
  }

  private static Stream<JsonNode> conditions(JsonNode object) {
    List<JsonNode> conditions = new ArrayList<>();
    object.at("/status/conditions").forEach(conditions::add);
    return conditions.stream();
  }
}
