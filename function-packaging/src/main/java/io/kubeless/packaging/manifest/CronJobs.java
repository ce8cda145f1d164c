package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The schedule of a cron trigger: its pods are the function's own image, started as a small caller
 * that sends one event to the function's Service.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/">CronJob</a>
 */
final class CronJobs {
  private CronJobs() {}

  static KubernetesObject of(Function function, Trigger.CronJob trigger, int index) {
    Map<String, Object> job =
        Fields.of(
            "backoffLimit",
            2,
            "activeDeadlineSeconds",
            function.timeout().toSeconds() + 30,
            "podFailurePolicy",
            Map.of("rules", List.of(failJob(), ignoreDisruption())),
            "template",
            Fields.of(
                "metadata",
                Map.of("labels", Names.callerLabels(function)),
                "spec",
                pod(function, trigger)));
    return Metadata.object(
        "batch/v1",
        "CronJob",
        function,
        Names.trigger(function.name() + "-cron", index),
        "spec",
        Fields.of(
            "schedule",
            trigger.schedule(),
            "timeZone",
            trigger.timeZone(),
            "concurrencyPolicy",
            "Forbid",
            "startingDeadlineSeconds",
            60,
            "jobTemplate",
            Fields.of("metadata", Map.of("labels", Names.callerLabels(function)), "spec", job)));
  }

  private static Map<String, Object> failJob() {
    return Fields.of(
        "action",
        "FailJob",
        "onExitCodes",
        Fields.of("operator", "In", "values", List.of(RuntimeContract.EXIT_NOT_RETRYABLE)));
  }

  private static Map<String, Object> ignoreDisruption() {
    return Fields.of(
        "action",
        "Ignore",
        "onPodConditions",
        List.of(Fields.of("type", "DisruptionTarget", "status", "True")));
  }

  private static Map<String, Object> pod(Function function, Trigger.CronJob trigger) {
    return Fields.of(
        "restartPolicy",
        "Never",
        "serviceAccountName",
        function.serviceAccount().orElse(function.name()),
        "automountServiceAccountToken",
        false,
        "enableServiceLinks",
        false,
        "nodeSelector",
        Map.of("kubernetes.io/arch", function.image().architecture()),
        "imagePullSecrets",
        Fields.unlessEmpty(
            function.imagePullSecrets().stream().map(name -> Fields.of("name", name)).toList()),
        "securityContext",
        PodSecurity.pod(true),
        "containers",
        List.of(
            Fields.of(
                "name",
                "caller",
                "image",
                function.image().reference(),
                "command",
                Command.caller(),
                "env",
                environment(function, trigger),
                "resources",
                Fields.of(
                    "requests",
                    Fields.of("cpu", "50m", "memory", "96Mi"),
                    "limits",
                    Fields.of("memory", "96Mi")),
                "securityContext",
                PodSecurity.container(),
                "volumeMounts",
                List.of(Fields.of("name", "tmp", "mountPath", "/tmp")))),
        "volumes",
        List.of(Fields.of("name", "tmp", "emptyDir", Map.of())));
  }

  private static List<Map<String, Object>> environment(Function function, Trigger.CronJob trigger) {
    List<Map<String, Object>> environment = new ArrayList<>();
    environment.add(
        value(RuntimeContract.FUNC_TIMEOUT, String.valueOf(function.timeout().toSeconds())));
    trigger
        .payload()
        .ifPresent(payload -> environment.add(value(RuntimeContract.CALL_PAYLOAD, payload)));
    environment.add(
        value(
            RuntimeContract.CALL_URL,
            "http://" + function.name() + ":" + Names.SERVICE_PORT + "/"));
    environment.add(
        field(RuntimeContract.JOB_NAME, "metadata.labels['batch.kubernetes.io/job-name']"));
    environment.add(field(RuntimeContract.JOB_NAMESPACE, "metadata.namespace"));
    return environment;
  }

  private static Map<String, Object> value(String name, String value) {
    return Fields.of("name", name, "value", value);
  }

  private static Map<String, Object> field(String name, String path) {
    return Fields.of("name", name, "valueFrom", Map.of("fieldRef", Map.of("fieldPath", path)));
  }
}
