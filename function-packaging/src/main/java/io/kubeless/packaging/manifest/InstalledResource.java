package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.Arrays;
import java.util.List;

/**
 * The API resources of an installation of the controller, in the order in which they are applied.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public enum InstalledResource {
  NAMESPACE("v1", "Namespace", "namespaces", true),
  CUSTOM_RESOURCE_DEFINITION(
      "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", true),
  SERVICE_ACCOUNT("v1", "ServiceAccount", "serviceaccounts", false),
  CLUSTER_ROLE("rbac.authorization.k8s.io/v1", "ClusterRole", "clusterroles", true),
  CLUSTER_ROLE_BINDING(
      "rbac.authorization.k8s.io/v1", "ClusterRoleBinding", "clusterrolebindings", true),
  ROLE("rbac.authorization.k8s.io/v1", "Role", "roles", false),
  ROLE_BINDING("rbac.authorization.k8s.io/v1", "RoleBinding", "rolebindings", false),
  CONFIG_MAP("v1", "ConfigMap", "configmaps", false),
  POD_DISRUPTION_BUDGET("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", false),
  DEPLOYMENT("apps/v1", "Deployment", "deployments", false);

  private final String apiVersion;
  private final String kind;
  private final String plural;
  private final boolean ofCluster;

  InstalledResource(String apiVersion, String kind, String plural, boolean ofCluster) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
    this.ofCluster = ofCluster;
  }

  /**
   * Returns the resource of an object.
   *
   * @throws IllegalArgumentException if its kind is not in this list
   */
  public static InstalledResource of(KubernetesObject object) {
    return Arrays.stream(values())
        .filter(each -> each.kind.equals(object.kind()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(object.kind()));
  }

  /**
   * Returns the resources whose objects an uninstallation deletes, in this order: the pods first,
   * then what they use.
   */
  public static List<InstalledResource> inOrderOfDeletion() {
    return List.of(
        DEPLOYMENT,
        POD_DISRUPTION_BUDGET,
        CONFIG_MAP,
        ROLE_BINDING,
        ROLE,
        CLUSTER_ROLE_BINDING,
        CLUSTER_ROLE,
        SERVICE_ACCOUNT);
  }

  /** Returns group and version, such as {@code apps/v1}. */
  public String apiVersion() {
    return apiVersion;
  }

  /** Returns the API group, such as {@code apps}; empty for the core group. */
  public String group() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }

  /** Returns the kind, such as {@code Deployment}. */
  public String kind() {
    return kind;
  }

  /** Returns the name in paths and in Roles, such as {@code deployments}. */
  public String plural() {
    return plural;
  }

  /** Returns the unambiguous name for kubectl, such as {@code deployments.apps}. */
  public String qualified() {
    return group().isEmpty() ? plural : plural + "." + group();
  }

  /** Returns whether its objects belong to no namespace. */
  public boolean isOfCluster() {
    return ofCluster;
  }

  /** Returns the path of the objects of the whole cluster. */
  public String path() {
    return (group().isEmpty() ? "/api/" : "/apis/") + apiVersion + "/" + plural;
  }

  /**
   * Returns the path of one object.
   *
   * @param namespace its namespace; not used for an object of the cluster
   */
  public String path(String namespace, String name) {
    return ofCluster
        ? path() + "/" + name
        : (group().isEmpty() ? "/api/" : "/apis/")
            + apiVersion
            + "/namespaces/"
            + namespace
            + "/"
            + plural
            + "/"
            + name;
  }
}
