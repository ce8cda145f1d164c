package io.kubeless.controller.trigger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The condition {@code Ready} of a trigger.
 *
 * @param ready whether the events of the trigger call its functions
 * @param reason such as {@code Ready}, {@code FunctionNotFound} or {@code Invalid}
 * @param message for people
 */
record TriggerStatus(boolean ready, String reason, String message) {

  static TriggerStatus ready(String message) {
    return new TriggerStatus(true, "Ready", message);
  }

  static TriggerStatus failed(String reason, String message) {
    return new TriggerStatus(false, reason, message);
  }

  /**
   * Returns the status as JSON.
   *
   * @param trigger its resource, whose former condition determines the time of the last change
   */
  ObjectNode json(KubelessTrigger trigger, Instant now) {
    String status = ready ? "True" : "False";
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("observedGeneration", trigger.getMetadata().getGeneration());
    ObjectNode condition = json.putArray("conditions").addObject();
    condition.put("type", "Ready").put("status", status).put("reason", reason);
    condition.put("message", message);
    condition.put("observedGeneration", trigger.getMetadata().getGeneration());
    condition.put("lastTransitionTime", since(trigger, status, now));
    return json;
  }

  private static String since(KubelessTrigger trigger, String status, Instant now) {
    JsonNode old = trigger.getStatus();
    if (old != null) {
      for (JsonNode each : old.path("conditions")) {
        if (each.path("type").asText().equals("Ready")
            && each.path("status").asText().equals(status)) {
          return each.path("lastTransitionTime").asText();
        }
      }
    }
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
