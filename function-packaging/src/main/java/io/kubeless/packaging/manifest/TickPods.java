package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The pods that a schedule starts, from the function's own image: a small caller that sends one
 * event to the function's Service, or with {@code run: once} the function itself for one call.
 */
final class TickPods {
  private static final long START_SECONDS = 60;

  private TickPods() {}

  static Map<String, Object> spec(Function function, CronJobTrigger trigger) {
    PodTemplate pods = new PodTemplate(function, Target.KUBERNETES);
    return Fields.of(
        "restartPolicy",
        "Never",
        "activeDeadlineSeconds",
        attemptSeconds(function),
        "serviceAccountName",
        function.access().serviceAccount().orElse(function.name()),
        "automountServiceAccountToken",
        function.runtime().once() ? pods.token() : Boolean.FALSE, // a caller reads no token
        "enableServiceLinks",
        false,
        "nodeSelector",
        NodePlacement.selector(function.image(), true),
        "affinity",
        NodePlacement.affinity(function.image(), true),
        "imagePullSecrets",
        pods.pullSecrets(),
        "securityContext",
        PodSecurity.pod(true),
        "containers",
        List.of(
            function.runtime().once()
                ? oneCall(function, trigger, pods)
                : caller(function, trigger)),
        "volumes",
        function.runtime().once()
            ? pods.volumes()
            : List.of(Fields.of("name", "tmp", "emptyDir", Map.of())));
  }

  /** Returns how long one attempt may take, from the node's first step on: the image's pull too. */
  static long attemptSeconds(Function function) {
    return function.runtime().timeout().toSeconds() + START_SECONDS;
  }

  private static Map<String, Object> oneCall(
      Function function, CronJobTrigger trigger, PodTemplate pods) {
    List<Map<String, Object>> environment =
        new ArrayList<>(Environment.of(function, Target.KUBERNETES));
    environment.addAll(tick(trigger));
    return Fields.of(
        "name",
        function.name(),
        "image",
        function.image().reference(),
        "command",
        Command.oneCall(function),
        "env",
        environment,
        "resources",
        pods.resources(),
        "securityContext",
        PodSecurity.container(),
        "volumeMounts",
        pods.mounts());
  }

  private static Map<String, Object> caller(Function function, CronJobTrigger trigger) {
    List<Map<String, Object>> environment = new ArrayList<>();
    environment.add(
        Environment.variable(
            RuntimeContract.FUNC_TIMEOUT,
            String.valueOf(function.runtime().timeout().toSeconds())));
    environment.add(
        Environment.variable(
            RuntimeContract.CALL_URL,
            "http://" + function.name() + ":" + Names.SERVICE_PORT + "/"));
    environment.addAll(tick(trigger));
    return Fields.of(
        "name",
        "caller",
        "image",
        function.image().reference(),
        "command",
        Command.caller(),
        "env",
        environment,
        "resources",
        Fields.of(
            "requests",
            Fields.of("cpu", "50m", "memory", "96Mi"),
            "limits",
            Fields.of("memory", "96Mi")),
        "securityContext",
        PodSecurity.container(),
        "volumeMounts",
        List.of(Fields.of("name", "tmp", "mountPath", "/tmp")));
  }

  /** Returns the variables that say which event it is. */
  private static List<Map<String, Object>> tick(CronJobTrigger trigger) {
    List<Map<String, Object>> environment = new ArrayList<>();
    trigger
        .payload()
        .ifPresent(
            payload ->
                environment.add(Environment.variable(RuntimeContract.CALL_PAYLOAD, payload)));
    environment.add(
        field(RuntimeContract.JOB_NAME, "metadata.labels['batch.kubernetes.io/job-name']"));
    environment.add(field(RuntimeContract.JOB_NAMESPACE, "metadata.namespace"));
    return environment;
  }

  private static Map<String, Object> field(String name, String path) {
    return Fields.of("name", name, "valueFrom", Map.of("fieldRef", Map.of("fieldPath", path)));
  }
}
