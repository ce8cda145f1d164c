package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The API resources that a deployment reads and writes. The resources of manifests are first, in
 * the order in which they are applied: dependencies of pods before the pods, and callers of pods
 * after them.
 *
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/">API concepts</a>
 */
public enum ApiResource {
  SERVICE_ACCOUNT("v1", "ServiceAccount", "serviceaccounts", Use.APPLIED),
  CONFIG_MAP("v1", "ConfigMap", "configmaps", Use.APPLIED),
  NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies", Use.APPLIED),
  SERVICE("v1", "Service", "services", Use.APPLIED),
  DEPLOYMENT("apps/v1", "Deployment", "deployments", Use.APPLIED, "/spec/template"),
  POD_DISRUPTION_BUDGET("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets", Use.APPLIED),
  HORIZONTAL_POD_AUTOSCALER(
      "autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers", Use.APPLIED),
  TRIGGER_AUTHENTICATION(
      "keda.sh/v1alpha1", "TriggerAuthentication", "triggerauthentications", Use.APPLIED),
  SCALED_OBJECT("keda.sh/v1alpha1", "ScaledObject", "scaledobjects", Use.APPLIED),
  INGRESS("networking.k8s.io/v1", "Ingress", "ingresses", Use.APPLIED),
  HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", "httproutes", Use.APPLIED),
  CRON_JOB("batch/v1", "CronJob", "cronjobs", Use.APPLIED, "/spec/jobTemplate/spec/template"),

  FUNCTION("kubeless.io/v1beta1", "Function", "functions", Use.SERVED),
  HTTP_TRIGGER("kubeless.io/v1beta1", "HTTPTrigger", "httptriggers", Use.SERVED),
  CRON_JOB_TRIGGER("kubeless.io/v1beta1", "CronJobTrigger", "cronjobtriggers", Use.SERVED),
  KAFKA_TRIGGER("kubeless.io/v1beta1", "KafkaTrigger", "kafkatriggers", Use.SERVED),
  NATS_TRIGGER("kubeless.io/v1beta1", "NATSTrigger", "natstriggers", Use.SERVED),

  REPLICA_SET("apps/v1", "ReplicaSet", "replicasets", Use.LISTED, "/spec/template"),
  JOB("batch/v1", "Job", "jobs", Use.LISTED, "/spec/template"),
  GATEWAY("gateway.networking.k8s.io/v1", "Gateway", "gateways", Use.LISTED),
  ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice", "endpointslices", Use.LISTED),
  POD("v1", "Pod", "pods", Use.TRIED),
  POD_LOG("v1", "Pod", "pods/log", Use.READ),
  SERVICE_PROXY("v1", "ServiceProxyOptions", "services/proxy", Use.CALLED),
  POD_FORWARD("v1", "PodPortForwardOptions", "pods/portforward", Use.CALLED),
  SECRET("v1", "Secret", "secrets", Use.OPTIONAL),
  LEASE("coordination.k8s.io/v1", "Lease", "leases", Use.LOCKED);

  /** The use of a kind in deployments, and the verbs that it requires. */
  private enum Use {
    /** Part of the manifests of target kubernetes. */
    APPLIED("get list create patch delete"),
    /** Part of the manifests of target kubeless, whose Role only administrators can write. */
    SERVED(""),
    LISTED("list"),
    READ("get"),
    /** Listed, and created as dry runs. */
    TRIED("list create"),
    /** Called with GET and POST. */
    CALLED("get create"),
    /** Read if the account has the permission, which is optional. */
    OPTIONAL(""),
    LOCKED("get create update delete");

    private final String verbs;

    Use(String verbs) {
      this.verbs = verbs;
    }
  }

  private final String apiVersion;
  private final String kind;
  private final String plural;
  private final Use use;
  private final String podTemplate;

  ApiResource(String apiVersion, String kind, String plural, Use use) {
    this(apiVersion, kind, plural, use, "");
  }

  ApiResource(String apiVersion, String kind, String plural, Use use, String podTemplate) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
    this.use = use;
    this.podTemplate = podTemplate;
  }

  /** Returns the resource of a kind; empty if the kind is not in this list. */
  public static Optional<ApiResource> ofKind(String kind) {
    return Arrays.stream(values()).filter(each -> each.kind.equals(kind)).findFirst();
  }

  /**
   * Returns the resource of an object.
   *
   * @throws IllegalArgumentException if its kind is not in this list
   */
  public static ApiResource of(KubernetesObject object) {
    return ofKind(object.kind()).orElseThrow(() -> new IllegalArgumentException(object.kind()));
  }

  /** Returns the resources of manifests, in the order in which their objects are deleted. */
  public static List<ApiResource> inOrderOfDeletion() {
    List<ApiResource> resources =
        new ArrayList<>(Stream.of(values()).filter(ApiResource::isInManifests).toList());
    Collections.reverse(resources);
    return resources;
  }

  /** Returns the kinds that a project can change with fragments. */
  public static SortedSet<String> kindsOfFragments() {
    SortedSet<String> kinds = new TreeSet<>();
    for (ApiResource each : values()) {
      if (each.use == Use.APPLIED && !each.isConfiguration()) {
        kinds.add(each.kind);
      }
    }
    return kinds;
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

  /**
   * Returns the verbs that a deployment to target kubernetes and a call of the function require.
   *
   * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/rbac/">RBAC</a>
   */
  public List<String> verbs() {
    return use.verbs.isEmpty() ? List.of() : List.of(use.verbs.split(" "));
  }

  /** Returns the verbs that a deployment to the target of this kind requires. */
  public List<String> deploymentVerbs() {
    return use == Use.SERVED ? CONFIG_MAP.verbs() : verbs();
  }

  /** Returns whether a function's manifests may contain objects of this kind. */
  public boolean isInManifests() {
    return use == Use.APPLIED || use == Use.SERVED;
  }

  /** Returns whether a controller of Kubeless serves the objects. */
  public boolean isServedByKubeless() {
    return use == Use.SERVED;
  }

  /** Returns whether the objects change the number of a Deployment's pods. */
  public boolean isAutoscaler() {
    return this == HORIZONTAL_POD_AUTOSCALER || this == SCALED_OBJECT;
  }

  /** Returns whether revisions of a function keep the objects that they need. */
  public boolean isConfiguration() {
    return this == CONFIG_MAP;
  }

  /** Returns the JSON Pointer to an object's pod template; absent if it has no pods. */
  public Optional<String> podTemplate() {
    return Optional.of(podTemplate).filter(pointer -> !pointer.isEmpty());
  }

  /** Returns the path of all objects of a namespace. */
  public String path(String namespace) {
    return (group().isEmpty() ? "/api/" : "/apis/")
        + apiVersion
        + "/namespaces/"
        + namespace
        + "/"
        + plural;
  }

  /** Returns the path of one object. */
  public String path(String namespace, String name) {
    return path(namespace) + "/" + name;
  }
}
