package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.util.List;
import java.util.Optional;

/** Reports autoscalers that would contradict the triggers of their function. */
final class ScalingCheck {
  private final MappingReader values;
  private final Optional<Autoscaling> autoscaling;
  private final List<Trigger> scaling;
  private final List<Trigger> others;

  ScalingCheck(MappingReader values, Function function) {
    this.values = values;
    this.autoscaling = function.resources().autoscaling();
    List<Trigger> all = function.exposure().triggers();
    this.scaling = all.stream().filter(each -> each.lag().isPresent()).toList();
    this.others = all.stream().filter(each -> each.lag().isEmpty()).toList();
  }

  void run() {
    if (autoscaling.isEmpty()) {
      if (!scaling.isEmpty() && !values.has("autoscaling")) {
        values.wrong(
            "triggers",
            Message.of("contain lag in one of type %s, without autoscaling", type(scaling)),
            Message.of("an autoscaler compares it, and requires a maximum"),
            Message.of("add autoscaling: {min: 0, max: 5}, or remove lag"));
      }
      return;
    }
    MappingReader keys = values.below("autoscaling");
    checkMetric(keys, autoscaling.get());
    if (autoscaling.get().min() == 0) {
      checkZero(keys, autoscaling.get());
    }
  }

  private void checkMetric(MappingReader keys, Autoscaling limits) {
    if (limits.onLag() && scaling.isEmpty()) {
      keys.wrong(
          "by",
          Message.of("is %s, and no trigger has lag", keys.text("by").orElse("")),
          Message.of("the number of waiting events determines the number of pods"),
          Message.of("add lag to a trigger of type kafka or nats"));
    } else if (!limits.onLag() && !scaling.isEmpty()) {
      keys.wrong(
          "by",
          Message.of("is cpu, and a trigger of type %s has lag", type(scaling)),
          Message.of("two autoscalers would change the number of pods in turn"),
          Message.of("write by: keda, or remove lag"));
    } else if (limits.onLag() && keys.has("cpu")) {
      keys.wrong(
          "cpu",
          Message.of("is set, and a trigger of type %s has lag", type(scaling)),
          Message.of("the autoscaler compares the number of waiting events only"),
          Message.of("remove one of the two"));
    }
  }

  private void checkZero(MappingReader keys, Autoscaling limits) {
    if (!limits.onLag()) {
      keys.wrong(
          "min",
          Message.of("is 0"),
          Message.of("no pod uses any CPU then, so that none is ever started"),
          Message.of("write min: 1, or scale on lag"));
    } else if (!others.isEmpty()) {
      keys.wrong(
          "min",
          Message.of("is 0, and a trigger of type %s has no lag", type(others)),
          Message.of("while there is no pod, it would start none"),
          Message.of("write min: 1, or two functions"));
    }
  }

  private static String type(List<Trigger> triggers) {
    return triggers.get(0).renderer().type();
  }
}
