package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the pods of a function use, and the calls that they have answered.
 *
 * @param context the context of its cluster
 * @param namespace its namespace
 * @param function its name
 * @param measured whether the cluster has measured CPU and memory; otherwise they are those of the
 *     runtime
 * @param unmeasured why the cluster has not measured them; empty if it has
 * @param pods pod by pod
 */
public record FunctionLoad(
    String context,
    String namespace,
    String function,
    boolean measured,
    String unmeasured,
    List<PodLoad> pods) {

  /**
   * Reads the load of a function.
   *
   * @throws ProblemException if it has no pods, or the user may not list them
   */
  public static FunctionLoad read(ClusterConnection connection, String function) {
    KubernetesApi api = new KubernetesApi(connection);
    FunctionPods pods = new FunctionPods(api);
    try {
      List<JsonNode> own = pods.of(function);
      if (own.isEmpty()) {
        throw new ProblemException(noPods(connection, function));
      }
      Map<String, JsonNode> metrics = new HashMap<>();
      String unmeasured = "";
      try {
        metrics.putAll(metrics(api, function));
        if (metrics.isEmpty()) {
          unmeasured = "metrics.k8s.io has not measured its pods yet";
        }
      } catch (ApiFailure e) {
        unmeasured =
            e.notFound()
                ? "the cluster does not serve metrics.k8s.io"
                : "metrics.k8s.io: " + e.message();
      }
      boolean measured = unmeasured.isEmpty();
      List<PodLoad> loads = new ArrayList<>();
      for (JsonNode pod : own) {
        String name = FunctionPods.name(pod);
        Exposition exposition =
            Exposition.of(pods.management(pod, RuntimeContract.METRICS_PATH).orElse(""));
        JsonNode usage = metrics.get(name);
        loads.add(
            new PodLoad(
                name,
                measured && usage != null
                    ? PodUsage.measured(usage, pod, function)
                    : measured
                        ? PodUsage.measured(pod, pod, function)
                        : PodUsage.own(exposition, pod, function, api.timing().now()),
                exposition));
      }
      return new FunctionLoad(
          connection.context(), connection.namespace(), function, measured, unmeasured, loads);
    } catch (ApiFailure e) {
      throw e.problem(
          Message.of("The load of the function %s cannot be read", function), connection);
    }
  }

  private static Map<String, JsonNode> metrics(KubernetesApi api, String function)
      throws ApiFailure {
    String path =
        "/apis/metrics.k8s.io/v1beta1/namespaces/"
            + api.connection().namespace()
            + "/pods?labelSelector="
            + URLEncoder.encode(Names.podSelector(function), StandardCharsets.UTF_8);
    Map<String, JsonNode> metrics = new HashMap<>();
    for (JsonNode each : api.call("GET", path, "", "").path("items")) {
      metrics.put(FunctionPods.name(each), each);
    }
    return metrics;
  }

  private static Problem noPods(ClusterConnection connection, String function) {
    return Problem.of(ErrorCode.NOT_DEPLOYED, "The function %s has no pods", function)
        .at("%s / %s", connection.context(), connection.namespace())
        .because("it is not deployed, scaled to zero, or started by its schedules only")
        .remedy("kubectl get deployment %s -n %s", function, connection.namespace());
  }

  /** Returns a table for people, and where its numbers are from. */
  public String text(Style style) {
    Table table =
        new Table(
            style,
            "POD",
            "CPU",
            "LIMIT",
            "MEMORY",
            "LIMIT",
            "CALLS",
            "FAILURES",
            "MEAN",
            "P50",
            "P99");
    pods.forEach(each -> table.row(each.cells()));
    String from =
        measured
            ? "CPU and memory are those of metrics.k8s.io. "
            : "CPU is the mean since the start of the pod, and memory is the heap, because "
                + unmeasured
                + ". ";
    return style.bold(function)
        + " in "
        + context
        + " / "
        + namespace
        + "\n"
        + table.text()
        + "\n"
        + style.faint(from + "Calls, failures and durations are those since the start of the pod.");
  }

  /** Returns the fields for programs. */
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("context", context);
    fields.put("namespace", namespace);
    fields.put("name", function);
    fields.put("usageFrom", measured ? "metrics.k8s.io" : "runtime");
    fields.put("pods", pods.stream().map(PodLoad::fields).toList());
    return fields;
  }

  /** Returns one document with several functions. */
  public static String document(OutputFormat format, List<FunctionLoad> functions) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schemaVersion", 1);
    document.put("functions", functions.stream().map(FunctionLoad::fields).toList());
    return format.document(document);
  }
}
