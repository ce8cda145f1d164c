package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.Quantity;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the size and number of the pods. */
final class ResourcesReader {
  private static final int LEAST_HEAP = 24 << 20;
  private static final int USUAL_LEAST = 128;

  private final MappingReader values;

  ResourcesReader(MappingReader values) {
    this.values = values;
  }

  Resources read(Set<RuntimePart> parts, List<Trigger> triggers) {
    return new Resources(
        memory(parts),
        values.quantity("cpu", FunctionDefaults.CPU),
        values.number("replicas"),
        autoscaling(triggers));
  }

  private String memory(Set<RuntimePart> parts) {
    String memory = values.quantity("memory", FunctionDefaults.MEMORY);
    long least = RuntimePart.reserveBytes(parts) + LEAST_HEAP;
    if (Quantity.bytes(memory) < least) {
      values.wrong(
          "memory",
          Message.of("is too small for a JVM: %s", memory),
          Message.of("heap, code and threads require at least %sMi", least >> 20),
          Message.of(
              "write memory: %sMi or more; m is a thousandth, M a million, Mi a mebibyte",
              Math.max(USUAL_LEAST, least >> 20)));
    }
    return memory;
  }

  private Optional<Autoscaling> autoscaling(List<Trigger> triggers) {
    if (!values.has("autoscaling")) {
      return Optional.empty();
    }
    MappingReader autoscaling = values.below("autoscaling");
    OptionalInt max = autoscaling.number("max");
    int min = autoscaling.number("min").orElse(FunctionDefaults.LEAST_PODS);
    int cpu = autoscaling.number("cpu").orElse(FunctionDefaults.CPU_PERCENT);
    if (max.isEmpty()) {
      if (!autoscaling.has("max")) {
        values.wrong(
            "autoscaling",
            Message.of("has no max"),
            Message.of("an autoscaler requires a maximum"),
            Message.of("add max: 5"));
      }
      return Optional.empty();
    }
    if (max.getAsInt() < min) {
      autoscaling.wrong(
          "max",
          Message.of("is less than min: %s", max.getAsInt()),
          Message.of("min is %s", min),
          Message.of("raise max or lower min"));
    }
    boolean lag = triggers.stream().anyMatch(each -> each.lag().isPresent());
    Autoscaling.By by =
        autoscaling
            .word("by")
            .map(word -> Autoscaling.By.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(lag ? Autoscaling.By.KEDA : Autoscaling.By.CPU);
    return Optional.of(new Autoscaling(min, max.getAsInt(), cpu, by));
  }
}
