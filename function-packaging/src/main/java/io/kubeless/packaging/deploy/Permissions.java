package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.AccessReview;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The permissions that the deployment of a function uses: those for the kinds of its objects, of
 * the objects that earlier deployments have left, and of what it waits for.
 */
final class Permissions {
  private final KubernetesApi api;
  private final List<Permission> used;
  private final List<Permission> missing;
  private final String function;

  private Permissions(KubernetesApi api, String function, List<Permission> used) {
    AccessReview review = AccessReview.of(api);
    this.api = api;
    this.function = function;
    this.used = used;
    this.missing =
        used.stream().filter(each -> !review.permits(each.resource(), each.verb())).toList();
  }

  /**
   * Reads what the user may do, without writing anything.
   *
   * @param recorded the record of the function; absent if it is not deployed, or not readable
   */
  static Permissions read(
      KubernetesApi api, Function function, Manifests manifests, Optional<AppliedSet> recorded) {
    Set<ApiResource> kinds = EnumSet.of(ApiResource.CONFIG_MAP);
    manifests.objects().forEach(object -> kinds.add(ApiResource.of(object)));
    recorded.ifPresent(
        set -> set.kinds().forEach(kind -> ApiResource.ofKind(kind).ifPresent(kinds::add)));
    return new Permissions(api, function.name(), used(kinds, function.runtime().once()));
  }

  /**
   * Returns the permissions.
   *
   * @param kinds the kinds of objects that are applied or deleted
   * @param once whether only schedules start the function
   */
  static List<Permission> used(Set<ApiResource> kinds, boolean once) {
    List<Permission> used = new ArrayList<>();
    for (ApiResource each : ApiResource.values()) {
      boolean optional = OPTIONAL.contains(each);
      boolean needed =
          switch (each) {
            case LEASE, REPLICA_SET, ENDPOINT_SLICE, POD, POD_LOG -> true;
            case JOB -> once;
            case GATEWAY -> kinds.contains(ApiResource.HTTP_ROUTE);
            default -> kinds.contains(each);
          };
      if (needed) {
        for (String verb : each.deploymentVerbs()) {
          boolean dryRun = each == ApiResource.POD && verb.equals("create");
          used.add(new Permission(each, verb, optional || dryRun));
        }
      }
    }
    return used;
  }

  /** The resources without which a deployment checks or reports less. */
  private static final Set<ApiResource> OPTIONAL =
      EnumSet.of(ApiResource.ENDPOINT_SLICE, ApiResource.POD_LOG, ApiResource.GATEWAY);

  /** Returns one problem with all required permissions that are missing; empty if there are all. */
  Optional<Problem> problem() {
    List<Permission> required = missing.stream().filter(each -> !each.optional()).toList();
    if (required.isEmpty()) {
      return Optional.empty();
    }
    String namespace = api.connection().namespace();
    return Optional.of(
        Problem.of(
                ErrorCode.PERMISSION_MISSING,
                "Permissions to deploy %s are missing: %s",
                function,
                required.size())
            .at("%s, namespace %s", api.connection().server(), namespace)
            .because("the user %s may not\n%s", api.connection().user(), Permission.lines(required))
            .remedy(
                "request this Role, and: kubectl create rolebinding function-deployer -n %s"
                    + " --role=function-deployer --user=<user>\n%s",
                namespace, Permission.role(namespace, used)));
  }

  /** Returns a sentence about the optional permissions that are missing; empty if there are all. */
  Optional<String> warning() {
    List<Permission> optional = missing.stream().filter(Permission::optional).toList();
    return optional.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Without these optional permissions, less is checked and reported: "
                + Permission.lines(optional).lines().collect(Collectors.joining("; ")));
  }
}
