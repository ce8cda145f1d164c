package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

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
        field("restartPolicy", "Never"),
        field("activeDeadlineSeconds", attemptSeconds(function)),
        field("serviceAccountName", function.access().serviceAccount().orElse(function.name())),
        // a caller reads no token
        field(
            "automountServiceAccountToken",
            function.runtime().once() ? pods.token() : Boolean.FALSE),
        field("enableServiceLinks", false),
        field("nodeSelector", NodePlacement.selector(function.image(), true)),
        field("affinity", NodePlacement.affinity(function.image(), true)),
        field("imagePullSecrets", pods.pullSecrets()),
        field("securityContext", PodSecurity.pod(true)),
        field(
            "containers",
            List.of(
                function.runtime().once()
                    ? oneCall(function, trigger, pods)
                    : caller(function, trigger))),
        field(
            "volumes",
            function.runtime().once()
                ? pods.volumes()
                : List.of(Fields.of(field("name", "tmp"), field("emptyDir", Map.of())))));
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
        field("name", function.name()),
        field("image", function.image().reference()),
        field("command", Command.oneCall(function)),
        field("env", environment),
        field("resources", pods.resources()),
        field("securityContext", PodSecurity.container()),
        field("volumeMounts", pods.mounts()));
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
        field("name", "caller"),
        field("image", function.image().reference()),
        field("command", Command.caller()),
        field("env", environment),
        field(
            "resources",
            Fields.of(
                field("requests", Fields.of(field("cpu", "50m"), field("memory", "96Mi"))),
                field("limits", Fields.of(field("memory", "96Mi"))))),
        field("securityContext", PodSecurity.container()),
        field(
            "volumeMounts", List.of(Fields.of(field("name", "tmp"), field("mountPath", "/tmp")))));
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
        fieldRef(RuntimeContract.JOB_NAME, "metadata.labels['batch.kubernetes.io/job-name']"));
    environment.add(fieldRef(RuntimeContract.JOB_NAMESPACE, "metadata.namespace"));
    return environment;
  }

  private static Map<String, Object> fieldRef(String name, String path) {
    return Fields.of(
        field("name", name), field("valueFrom", Map.of("fieldRef", Map.of("fieldPath", path))));
  }
}
