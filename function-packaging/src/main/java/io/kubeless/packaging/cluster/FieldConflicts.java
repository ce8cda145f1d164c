package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.KubernetesObject;
import io.kubeless.packaging.model.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells fields that somebody else set: which, who, both values, and what would take them. */
final class FieldConflicts {
  private static final Pattern OWNER = Pattern.compile("conflict with \"([^\"]+)\"");
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]]+)|\\[(\\w+)=\"?([^\",\\]]+)\"?[^\\]]*\\]");

  private FieldConflicts() {}

  static Problem of(KubernetesObject object, JsonNode live, ApiFailure failure) {
    JsonNode ours = Json.node(object.content());
    StringBuilder why = new StringBuilder();
    for (JsonNode cause : failure.causes()) {
      String field = cause.path("field").asText();
      Matcher owner = OWNER.matcher(cause.path("message").asText());
      why.append(why.length() == 0 ? "" : "\n")
          .append(field)
          .append(" was set by ")
          .append(owner.find() ? owner.group(1) : "somebody else")
          .append(" to ")
          .append(at(live, field))
          .append(", here it is ")
          .append(at(ours, field));
    }
    return Problem.around(
        401,
        object.kind() + " " + object.name() + " was changed by somebody else",
        object.kind() + "/" + object.name(),
        why.length() == 0 ? failure.message() : why.toString(),
        "keep their value in your function.yaml or fragment, or take the fields: -Dkubeless.force");
  }

  private static JsonNode at(JsonNode root, String field) {
    JsonNode node = root;
    Matcher step = STEP.matcher(field);
    while (step.find()) {
      if (step.group(1) != null) {
        node = node.path(step.group(1));
      } else {
        JsonNode found = com.fasterxml.jackson.databind.node.MissingNode.getInstance();
        for (JsonNode item : node) {
          if (item.path(step.group(2)).asText().equals(step.group(3))) {
            found = item;
          }
        }
        node = found;
      }
    }
    return node;
  }
}
