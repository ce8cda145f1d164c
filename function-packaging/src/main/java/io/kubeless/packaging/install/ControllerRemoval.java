package io.kubeless.packaging.install;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.delivery.FrontEnd;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.InstalledResource;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Removes the controller and its permissions, and reports what is left. Functions continue to run:
 * their objects belong to their resources, which are kept with the definitions unless these are
 * deleted, too.
 */
public final class ControllerRemoval {
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final KubernetesApi api;
  private final InstalledObjects installed;
  private final Duration patience;
  private final FrontEnd frontEnd;

  /**
   * Creates the removal, without sending a request.
   *
   * @param connection the cluster, in the namespace of the controller
   * @param patience maximum time for the end of the pods, and for the deletion of each definition
   */
  public ControllerRemoval(ClusterConnection connection, Duration patience, FrontEnd frontEnd) {
    this.api = new KubernetesApi(connection);
    this.installed = new InstalledObjects(api);
    this.patience = patience;
    this.frontEnd = frontEnd;
  }

  /**
   * Removes the controller, waits until its pods have ended, and reports it.
   *
   * @param definitions whether the definitions are deleted, and with them all resources of Kubeless
   *     and what they own
   * @throws ProblemException if a permission is missing, or a deletion takes too long
   */
  public void run(boolean definitions) {
    frontEnd.lines().accept(InstallChecks.announcement(api.connection()));
    Optional<Problem> denied =
        new InstallChecks(api)
            .permissions(
                Stream.concat(
                    InstalledResource.inOrderOfDeletion().stream(),
                    definitions
                        ? Stream.of(InstalledResource.CUSTOM_RESOURCE_DEFINITION)
                        : Stream.empty()),
                "list",
                "delete");
    if (denied.isPresent()) {
      throw new ProblemException(denied.get());
    }
    try {
      int deleted = 0;
      for (InstalledResource kind : InstalledResource.inOrderOfDeletion()) {
        for (JsonNode each : installed.list(kind)) {
          if (kind == InstalledResource.CONFIG_MAP && !RuntimeImages.isOwn(each)) {
            continue; // users have added runtimes
          }
          installed.delete(kind, each);
          frontEnd.details().accept("- " + kind.kind() + " " + each.at("/metadata/name").asText());
          deleted++;
        }
        if (kind == InstalledResource.DEPLOYMENT) {
          await("the pods of the controller", this::podsHaveEnded);
        }
      }
      deleteLease();
      deleted += definitions ? deleteDefinitions() : 0;
      deleted += deleteNamespace();
      frontEnd
          .lines()
          .accept(
              deleted == 0
                  ? "The controller is not installed in " + api.connection().namespace()
                  : "deleted   " + deleted + " objects of the controller");
      new LeftResources(installed, api.connection()).messages().forEach(this::show);
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The controller cannot be removed"), api.connection());
    }
  }

  private void show(Message message) {
    frontEnd.lines().accept(message.text(frontEnd.wording()));
  }

  private boolean podsHaveEnded() throws ApiFailure {
    return api.list(ApiResource.POD, "app.kubernetes.io/name=" + Installation.NAME).isEmpty();
  }

  /** The controller creates its Lease itself, without a label. */
  private void deleteLease() throws ApiFailure {
    Optional<JsonNode> lease = api.get(ApiResource.LEASE, Installation.NAME);
    if (lease.isPresent()) {
      api.delete(ApiResource.LEASE, lease.get());
    }
  }

  private int deleteDefinitions() throws ApiFailure {
    InstalledResource kind = InstalledResource.CUSTOM_RESOURCE_DEFINITION;
    List<JsonNode> own = managedDefinitions();
    for (JsonNode each : own) {
      installed.delete(kind, each);
    }
    await("the definitions", () -> managedDefinitions().isEmpty());
    return own.size();
  }

  private List<JsonNode> managedDefinitions() throws ApiFailure {
    return installed.items(InstalledResource.CUSTOM_RESOURCE_DEFINITION.path()).stream()
        .filter(LiveObject::isManaged)
        .filter(each -> each.at("/spec/group").asText().equals(LeftResources.GROUP))
        .toList();
  }

  /** Deletes the namespace if the installation has created it, and nothing else is in it. */
  private int deleteNamespace() throws ApiFailure {
    String path = InstalledResource.NAMESPACE.path("", api.connection().namespace());
    Optional<JsonNode> namespace = api.find(path).filter(LiveObject::isManaged);
    if (namespace.isEmpty() || !new NamespaceContents(installed, api.connection()).isEmpty()) {
      return 0;
    }
    installed.delete(InstalledResource.NAMESPACE, namespace.get());
    await("the namespace", () -> api.find(path).isEmpty());
    return 1;
  }

  /** A condition that the cluster reaches after a while. */
  private interface Condition {
    boolean holds() throws ApiFailure;
  }

  private void await(String objects, Condition condition) throws ApiFailure {
    Instant end = api.timing().now().plus(patience);
    while (!condition.holds()) {
      if (api.timing().now().isAfter(end)) {
        throw new ProblemException(
            Problem.of(ErrorCode.DELETION_BLOCKED, "Deleted objects of the controller still exist")
                .at("%s, %s", api.connection().server(), objects)
                .because("they were not deleted within %s s", patience.toSeconds())
                .remedy(
                    "look for finalizers, and wait longer: %s %s",
                    goals("uninstall"), setting("wait", "600")));
      }
      api.timing().sleep(PAUSE);
    }
  }
}
