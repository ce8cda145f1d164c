package io.kubeless.controller.trigger;

import io.kubeless.packaging.model.Message;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The field {@code functionSelector} of a KafkaTrigger or NATSTrigger. It selects functions of the
 * trigger's namespace by their labels as they are stored. An absent or empty selector matches all.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors">Label
 *     selectors</a>
 */
record FunctionSelector(TriggerResource trigger) {
  private static final String FIELD = "functionSelector";

  /** Returns whether labels match. */
  boolean matches(Map<String, Object> labels) {
    return labels().entrySet().stream()
            .allMatch(each -> each.getValue().equals(labels.get(each.getKey())))
        && expressions().stream().allMatch(each -> matches(each, labels));
  }

  private Map<String, Object> labels() {
    return new TreeMap<>(TriggerResource.map(selector().get("matchLabels")));
  }

  private List<Map<String, Object>> expressions() {
    return TriggerResource.maps(selector().get("matchExpressions"));
  }

  private Map<String, Object> selector() {
    Object selector = trigger.spec().get(FIELD);
    if (selector == null || selector instanceof Map) {
      return TriggerResource.map(selector);
    }
    throw trigger.invalid(FIELD, selector, Message.of("it is not a label selector"));
  }

  private boolean matches(Map<String, Object> expression, Map<String, Object> labels) {
    String key = String.valueOf(expression.get("key"));
    Object value = labels.get(key);
    return switch (String.valueOf(expression.get("operator"))) {
      case "In" -> value != null && values(expression).contains(value);
      case "NotIn" -> value == null || !values(expression).contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default ->
          throw trigger.invalid(
              FIELD,
              expression.get("operator") + "",
              Message.of("the operator is not In, NotIn, Exists or DoesNotExist"));
    };
  }

  private static List<?> values(Map<String, Object> expression) {
    return expression.get("values") instanceof List<?> values ? values : List.of();
  }

  /** Returns the form of kubectl, such as {@code created-by=kubeless,team in (a,b)}. */
  @Override
  public String toString() {
    return Stream.concat(
            labels().entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()),
            expressions().stream().map(FunctionSelector::text))
        .collect(Collectors.joining(","));
  }

  private static String text(Map<String, Object> expression) {
    String values =
        values(expression).stream().map(String::valueOf).collect(Collectors.joining(","));
    return expression.get("key")
        + " "
        + expression.get("operator")
        + (values.isEmpty() ? "" : " (" + values + ")");
  }
}
