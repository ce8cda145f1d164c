package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions of the controller, and those of users for the resources of Kubeless. The
 * permissions in the served namespaces are one ClusterRole: a ClusterRoleBinding grants it in all
 * namespaces, or RoleBindings in some.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC</a>
 */
final class ControllerAccess {
  /** The name of the ConfigMap with the runtimes of inline source. */
  static final String CONFIG = "kubeless-config";

  private static final String GROUP = "kubeless.io";
  private static final List<String> RESOURCES =
      List.of("cronjobtriggers", "functions", "httptriggers", "kafkatriggers", "natstriggers");
  private static final List<String> READ = List.of("get", "list", "watch");
  private static final List<String> OWN =
      List.of("get", "list", "watch", "create", "patch", "delete");
  private static final List<String> EDIT =
      List.of("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection");
  // Both bindings may be in one namespace.
  private static final String OWN_ROLE = Installation.NAME + "-own";
  private static final String API = "rbac.authorization.k8s.io";

  private final Installation installation;

  ControllerAccess(Installation installation) {
    this.installation = installation;
  }

  /** Returns the Roles, and their bindings to the controller. */
  List<KubernetesObject> objects() {
    List<KubernetesObject> objects = new ArrayList<>();
    objects.add(role(InstalledResource.CLUSTER_ROLE, Installation.NAME, served()));
    if (installation.namespaces().isEmpty()) {
      objects.add(
          binding(InstalledResource.CLUSTER_ROLE_BINDING, "", "ClusterRole", Installation.NAME));
    }
    objects.add(users("view", List.of("view"), READ));
    objects.add(users("edit", List.of("admin", "edit"), EDIT));
    objects.add(role(InstalledResource.ROLE, OWN_ROLE, own()));
    objects.add(
        binding(InstalledResource.ROLE_BINDING, installation.namespace(), "Role", OWN_ROLE));
    for (String each : installation.namespaces()) {
      objects.add(binding(InstalledResource.ROLE_BINDING, each, "ClusterRole", Installation.NAME));
    }
    return objects;
  }

  /** Returns the rules in each served namespace. */
  private static List<Map<String, Object>> served() {
    return List.of(
        // "patch" removes the finalizers of the former controllers.
        rule(GROUP, RESOURCES, List.of("get", "list", "watch", "patch")),
        rule(GROUP, RESOURCES.stream().map(each -> each + "/status").toList(), List.of("patch")),
        rule("", List.of("configmaps", "serviceaccounts", "services"), OWN),
        rule("apps", List.of("deployments"), OWN),
        rule("autoscaling", List.of("horizontalpodautoscalers"), OWN),
        rule("batch", List.of("cronjobs"), OWN),
        rule("gateway.networking.k8s.io", List.of("httproutes"), OWN),
        rule("networking.k8s.io", List.of("ingresses"), OWN),
        rule("policy", List.of("poddisruptionbudgets"), OWN),
        rule("", List.of("pods"), READ),
        rule("", List.of("pods/log"), List.of("get")),
        rule("", List.of("events"), List.of("create", "patch")),
        rule("events.k8s.io", List.of("events"), List.of("create", "get", "patch")));
  }

  /** Returns the rules in the controller's own namespace. */
  private static List<Map<String, Object>> own() {
    return List.of(
        rule("", List.of("configmaps"), READ),
        rule("coordination.k8s.io", List.of("leases"), List.of("create")),
        Fields.of(
            field("apiGroups", List.of("coordination.k8s.io")),
            field("resources", List.of("leases")),
            field("resourceNames", List.of(Installation.NAME)),
            field("verbs", List.of("get", "patch", "update"))));
  }

  private static Map<String, Object> rule(
      String group, List<String> resources, List<String> verbs) {
    return Fields.of(
        field("apiGroups", List.of(group)),
        field("resources", new ArrayList<>(resources)), // YAML would refer to the same list
        field("verbs", new ArrayList<>(verbs)));
  }

  private KubernetesObject role(
      InstalledResource kind, String name, List<Map<String, Object>> rules) {
    return ControllerObjects.object(kind, installation, name, Map.of(), field("rules", rules));
  }

  /**
   * Returns the permissions that a role of users has in addition.
   *
   * @param roles names of the roles of Kubernetes that include them
   */
  private KubernetesObject users(String name, List<String> roles, List<String> verbs) {
    Map<String, String> labels =
        roles.stream()
            .collect(Collectors.toMap(role -> API + "/aggregate-to-" + role, role -> "true"));
    List<String> resources =
        verbs == READ
            ? RESOURCES
            : Stream.concat(RESOURCES.stream(), Stream.of("functions/scale")).toList();
    return ControllerObjects.object(
        InstalledResource.CLUSTER_ROLE,
        installation,
        "kubeless-functions-" + name,
        labels,
        field("rules", List.of(rule(GROUP, resources, verbs))));
  }

  /** Returns a binding, which has the name of its role. */
  private KubernetesObject binding(
      InstalledResource kind, String namespace, String role, String name) {
    return ControllerObjects.object(
        kind,
        installation,
        namespace,
        name,
        Map.of(),
        field(
            "roleRef", Fields.of(field("apiGroup", API), field("kind", role), field("name", name))),
        field(
            "subjects",
            List.of(
                Fields.of(
                    field("kind", "ServiceAccount"),
                    field("name", Installation.NAME),
                    field("namespace", installation.namespace())))));
  }
}
