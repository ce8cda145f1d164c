package io.kubeless.packaging.observe;

import static io.kubeless.packaging.model.Argument.goals;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A run of a function that only its schedules start.
 *
 * @param pod name of its pod
 * @param state {@code waiting}, {@code running}, {@code succeeded} or {@code failed}
 * @param time when it has reached this state, RFC 3339; of a run that is waiting, when its pod was
 *     created
 * @param reason why it has failed; empty if it has not
 */
record ScheduledRun(String pod, String state, String time, Message reason) {

  /** Returns the run that was started last. */
  static Optional<ScheduledRun> last(List<JsonNode> pods) {
    return pods.stream()
        .max(Comparator.comparing(pod -> pod.at("/metadata/creationTimestamp").asText()))
        .map(ScheduledRun::of);
  }

  private static ScheduledRun of(JsonNode pod) {
    JsonNode state = pod.at("/status/containerStatuses/0/state");
    JsonNode ended = state.path("terminated");
    String name = FunctionPods.name(pod);
    String phase = pod.at("/status/phase").asText();
    if (phase.equals("Failed") && ended.isMissingNode()) {
      String reason = pod.at("/status/reason").asText() + ": " + pod.at("/status/message").asText();
      return new ScheduledRun(
          name, "failed", pod.at("/status/startTime").asText(), Message.verbatim(reason));
    }
    if (!ended.isMissingNode()) {
      boolean failed = ended.path("exitCode").asInt() != 0;
      return new ScheduledRun(
          name,
          failed ? "failed" : "succeeded",
          ended.path("finishedAt").asText(),
          failed ? reason(ended) : Message.empty());
    }
    return state.has("running")
        ? new ScheduledRun(
            name, "running", state.at("/running/startedAt").asText(), Message.empty())
        : new ScheduledRun(
            name, "waiting", pod.at("/metadata/creationTimestamp").asText(), Message.empty());
  }

  private static Message reason(JsonNode ended) {
    String message = ended.path("message").asText("").strip();
    return message.isEmpty()
        ? Message.of(
            "%s, exit code %s", ended.path("reason").asText(), ended.path("exitCode").asInt())
        : Message.verbatim(message);
  }

  /** Returns the problem of a run that has failed. */
  Optional<Problem> problem(String function, String namespace) {
    return reason.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Problem.of(ErrorCode.RUN_FAILED, "The last run of %s has failed", function)
                .at("Pod/%s in %s", pod, namespace)
                .because(reason)
                .remedy("%s shows its log", goals("logs")));
  }

  String text(Style style) {
    return (reason.isEmpty() ? state : style.bad(state)) + " at " + time + "   " + style.faint(pod);
  }

  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("pod", pod);
    fields.put("state", state);
    fields.put("time", time);
    return fields;
  }
}
