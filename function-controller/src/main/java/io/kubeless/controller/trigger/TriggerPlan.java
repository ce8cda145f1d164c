package io.kubeless.controller.trigger;

import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What becomes of a trigger.
 *
 * @param objects its objects; those of functions for which it cannot be served are missing
 * @param status the status once they are written
 */
record TriggerPlan(List<KubernetesObject> objects, TriggerStatus status) {
  /** Copies the objects. */
  TriggerPlan {
    objects = List.copyOf(objects);
  }

  /**
   * Plans a trigger.
   *
   * @param functions the Functions of its namespace among which it selects
   */
  static TriggerPlan of(
      TriggerResource trigger, List<TargetFunction> functions, TriggerOptions options) {
    List<TargetFunction> selected;
    try {
      selected = selected(trigger, functions);
    } catch (ProblemException e) {
      return new TriggerPlan(List.of(), invalid(e));
    }
    if (selected.isEmpty()) {
      return new TriggerPlan(List.of(), notFound(trigger));
    }
    List<KubernetesObject> objects = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (TargetFunction each : selected) {
      try {
        objects.addAll(TriggerObjects.of(trigger, each, options));
      } catch (ProblemException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    }
    return new TriggerPlan(
        objects,
        problems.isEmpty()
            ? TriggerStatus.ready(objects.isEmpty() ? themselves(selected) : "")
            : TriggerStatus.failed("Invalid", String.join("\n", problems)));
  }

  private static List<TargetFunction> selected(
      TriggerResource trigger, List<TargetFunction> functions) {
    if (trigger.namesFunction()) {
      String name = trigger.required("function-name", "function-name: hello");
      return functions.stream().filter(each -> each.name().equals(name)).toList();
    }
    trigger.required("topic", "topic: orders");
    FunctionSelector selector = new FunctionSelector(trigger);
    return functions.stream()
        .filter(each -> selector.matches(each.labels()))
        .sorted(Comparator.comparing(TargetFunction::name))
        .toList();
  }

  private static TriggerStatus notFound(TriggerResource trigger) {
    String labels = trigger.namesFunction() ? "" : new FunctionSelector(trigger).toString();
    String which =
        trigger.namesFunction()
            ? "there is no Function " + trigger.text("function-name").orElse("")
            : labels.isEmpty() ? "there is no Function" : "no Function has the labels " + labels;
    return TriggerStatus.failed(
        "FunctionNotFound", which + " in the namespace " + trigger.namespace());
  }

  private static TriggerStatus invalid(ProblemException problem) {
    return TriggerStatus.failed("Invalid", String.valueOf(problem.getMessage()));
  }

  private static String themselves(List<TargetFunction> functions) {
    return functions.stream().map(TargetFunction::name).collect(Collectors.joining(", "))
        + (functions.size() == 1 ? " receives" : " receive")
        + " the events without a forwarder";
  }
}
