package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of one object that other managers have set, with their managers and both values.
 *
 * @param object the applied object
 * @param fields the fields
 */
record FieldConflicts(KubernetesObject object, List<Field> fields) {
  private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]+)\"");
  private static final Pattern STEP =
      Pattern.compile("\\.([^.\\[\\]]+)|\\[(\\w+)=\"?([^\",\\]]+)\"?[^\\]]*\\]");

  /**
   * One field.
   *
   * @param path in the syntax of the API server, such as {@code .spec.replicas}
   * @param manager the manager that has set it
   * @param theirs the live value as JSON
   * @param ours the applied value as JSON
   */
  record Field(String path, String manager, String theirs, String ours) {
    Message text() {
      return Message.of(
          "%s was set by %s to %s; this deployment sets it to %s", path, manager, theirs, ours);
    }
  }

  /** Copies the fields. */
  FieldConflicts {
    fields = List.copyOf(fields);
  }

  static FieldConflicts of(KubernetesObject object, JsonNode live, ApiFailure failure) {
    JsonNode applied = ApiJson.node(object.content());
    List<Field> fields = new ArrayList<>();
    for (JsonNode cause : failure.causes()) {
      String path = cause.path("field").asText();
      Matcher manager = MANAGER.matcher(cause.path("message").asText());
      fields.add(
          new Field(
              path,
              manager.find() ? manager.group(1) : "another manager",
              at(live, path).toString(),
              at(applied, path).toString()));
    }
    return new FieldConflicts(object, fields);
  }

  Problem problem() {
    return Problem.of(
            ErrorCode.FIELD_CONFLICT,
            "%s %s has fields that another manager set",
            object.kind(),
            object.name())
        .at("%s/%s", object.kind(), object.name())
        .because(Message.lines(fields.stream().map(Field::text).toList()))
        .remedy(
            "set the same values in function.yaml or a fragment, or overwrite the fields: %s",
            setting("force"));
  }

  private static JsonNode at(JsonNode root, String path) {
    JsonNode node = root;
    Matcher step = STEP.matcher(path);
    while (step.find()) {
      if (step.group(1) != null) {
        node = node.path(step.group(1));
      } else {
        JsonNode found = MissingNode.getInstance();
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
