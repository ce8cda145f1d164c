package io.kubeless.packaging.cluster;

import java.util.Arrays;
import java.util.Optional;

/** The kinds that the plugin reads and writes, and where the API server serves them. */
enum ApiResource {
  SERVICE_ACCOUNT("v1", "ServiceAccount", "serviceaccounts"),
  CONFIG_MAP("v1", "ConfigMap", "configmaps"),
  NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies"),
  SERVICE("v1", "Service", "services"),
  DEPLOYMENT("apps/v1", "Deployment", "deployments"),
  POD_DISRUPTION_BUDGET("policy/v1", "PodDisruptionBudget", "poddisruptionbudgets"),
  HORIZONTAL_POD_AUTOSCALER(
      "autoscaling/v2", "HorizontalPodAutoscaler", "horizontalpodautoscalers"),
  INGRESS("networking.k8s.io/v1", "Ingress", "ingresses"),
  CRON_JOB("batch/v1", "CronJob", "cronjobs"),
  FUNCTION("kubeless.io/v1beta1", "Function", "functions"),
  HTTP_TRIGGER("kubeless.io/v1beta1", "HTTPTrigger", "httptriggers"),
  CRON_JOB_TRIGGER("kubeless.io/v1beta1", "CronJobTrigger", "cronjobtriggers"),
  REPLICA_SET("apps/v1", "ReplicaSet", "replicasets"),
  JOB("batch/v1", "Job", "jobs"),
  POD("v1", "Pod", "pods"),
  SECRET("v1", "Secret", "secrets"),
  ENDPOINT_SLICE("discovery.k8s.io/v1", "EndpointSlice", "endpointslices"),
  LEASE("coordination.k8s.io/v1", "Lease", "leases");

  private final String apiVersion;
  private final String kind;
  private final String plural;

  ApiResource(String apiVersion, String kind, String plural) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
  }

  String apiVersion() {
    return apiVersion;
  }

  String kind() {
    return kind;
  }

  /** Returns whether a function may have an object of this kind in its manifests. */
  boolean applied() {
    return compareTo(CRON_JOB_TRIGGER) <= 0;
  }

  boolean kubeless() {
    return apiVersion.startsWith("kubeless.io/");
  }

  /** Returns the name that kubectl takes without doubt, such as {@code deployments.apps}. */
  String qualified() {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? plural : plural + "." + apiVersion.substring(0, slash);
  }

  /** Returns the path of all objects of a namespace. */
  String path(String namespace) {
    return (apiVersion.contains("/") ? "/apis/" : "/api/")
        + apiVersion
        + "/namespaces/"
        + namespace
        + "/"
        + plural;
  }

  /** Returns the path of one object. */
  String path(String namespace, String name) {
    return path(namespace) + "/" + name;
  }

  static Optional<ApiResource> ofKind(String kind) {
    return Arrays.stream(values()).filter(each -> each.kind.equals(kind)).findFirst();
  }

  static ApiResource of(String kind) {
    return ofKind(kind).orElseThrow(() -> new IllegalArgumentException(kind));
  }
}
