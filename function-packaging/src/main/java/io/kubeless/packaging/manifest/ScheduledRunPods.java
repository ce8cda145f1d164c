package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The pods of scheduled runs, with the function's own image. They run a small caller that sends one
 * event to the function's Service or, with {@code run: once}, the function itself for one call.
 */
final class ScheduledRunPods {
  private static final long START_SECONDS = 60;

  private ScheduledRunPods() {}

  static Map<String, Object> spec(Function function, CronJobTrigger trigger) {
    PodTemplate pods = new PodTemplate(function, Target.KUBERNETES);
    boolean once = function.runtime().once();
    Map<String, Object> spec =
        Fields.of(
            field("restartPolicy", "Never"),
            field("activeDeadlineSeconds", attemptSeconds(function)));
    spec.putAll(pods.common(once ? pods.token() : Boolean.FALSE)); // a caller needs no token
    spec.putAll(
        Fields.of(
            field(
                "containers",
                List.of(once ? oneCall(function, trigger, pods) : caller(function, trigger, pods))),
            field("volumes", once ? pods.volumes() : callerVolumes(function))));
    return spec;
  }

  /**
   * Returns the maximum duration of one attempt, from its assignment to a node, including the pull
   * of the image.
   */
  static long attemptSeconds(Function function) {
    return function.runtime().timeout().toSeconds() + START_SECONDS;
  }

  private static Map<String, Object> oneCall(
      Function function, CronJobTrigger trigger, PodTemplate pods) {
    List<Map<String, Object>> environment =
        new ArrayList<>(Environment.of(function, Target.KUBERNETES));
    environment.addAll(event(trigger));
    return pods.container(
        function.name(),
        Command.oneCall(function),
        environment,
        Map.of(),
        pods.resources(),
        pods.mounts());
  }

  private static Map<String, Object> caller(
      Function function, CronJobTrigger trigger, PodTemplate pods) {
    List<Map<String, Object>> environment = new ArrayList<>();
    environment.add(
        Environment.variable(
            RuntimeContract.FUNC_TIMEOUT,
            String.valueOf(function.runtime().timeout().toSeconds())));
    environment.add(
        Environment.variable(
            RuntimeContract.CALL_URL,
            "http://" + function.name() + ":" + Names.SERVICE_PORT + "/"));
    Optional<String> token = token(function);
    token.ifPresent(
        secret ->
            environment.add(
                Environment.variable(
                    RuntimeContract.CALL_TOKEN_FILE,
                    PodTemplate.secretPath(secret) + "/" + RuntimeContract.CALL_TOKEN_ENTRY)));
    environment.addAll(event(trigger));
    List<Map<String, Object>> mounts = new ArrayList<>();
    mounts.add(PodTemplate.TMP_MOUNT);
    token.ifPresent(secret -> mounts.add(PodTemplate.secretMount(secret)));
    return pods.container(
        "caller",
        Command.caller(),
        environment,
        Map.of(),
        PodTemplate.resources("50m", "96Mi"),
        mounts);
  }

  /** Returns the volumes of a caller, which gets no other entry of the Secret than its token. */
  private static List<Map<String, Object>> callerVolumes(Function function) {
    List<Map<String, Object>> volumes = new ArrayList<>();
    volumes.add(PodTemplate.TMP);
    String entry = RuntimeContract.CALL_TOKEN_ENTRY;
    token(function)
        .ifPresent(
            secret ->
                volumes.add(
                    PodTemplate.secretVolume(
                        secret,
                        field(
                            "items",
                            List.of(Fields.of(field("key", entry), field("path", entry)))))));
    return volumes;
  }

  /** Returns the Secret with the token of scheduled runs; absent if they need none. */
  private static Optional<String> token(Function function) {
    return HttpTrigger.auth(function).flatMap(HttpAuth::callers);
  }

  /** Returns the variables that describe the event. */
  private static List<Map<String, Object>> event(CronJobTrigger trigger) {
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
