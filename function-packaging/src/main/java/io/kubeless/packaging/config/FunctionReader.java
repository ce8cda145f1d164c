package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimePart;
import io.kubeless.packaging.model.RuntimeSettings;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.RuntimeContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Makes a function of its effective configuration. */
final class FunctionReader {
  private static final Set<String> SHARED_ENV =
      Set.of(RuntimeContract.LOG_LEVEL, RuntimeContract.LOG_FORMAT);
  private static final Pattern ENV = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
  private static final Pattern CONFIG_KEY = Pattern.compile("(?!\\.\\.|\\.$)[-._a-zA-Z0-9]{1,253}");
  private static final int LEAST_HEAP = 24 << 20;
  private static final int MOST_CONFIG = 1_000_000;

  private final Values values;
  private final TriggerTypes types;
  private final List<Problem> problems;

  FunctionReader(Mapping effective, TriggerTypes types, List<Problem> problems) {
    this.values = new Values(effective, "", Keys::find, problems);
    this.types = types;
    this.problems = problems;
  }

  Function read(Project project, HandlerClass handler, SortedMap<String, byte[]> configFiles) {
    List<Trigger> triggers = new Triggers(types, problems).read(values.items("triggers"));
    String name = name(triggers);
    return new Function(
        name,
        values.text(
            "namespace",
            DnsNames.LABEL,
            "lower-case letters, digits and dashes are expected, 63 in all",
            "team-a"),
        LabelsReader.labels(values),
        LabelsReader.annotations(values),
        project.owner(),
        project.coordinates().version(),
        handler,
        ImageReader.read(values.below("image")),
        new RuntimeSettings(
            values.duration("timeout", Duration.ofSeconds(RuntimeContract.DEFAULT_TIMEOUT_SECONDS)),
            values.number("concurrency"),
            once(triggers),
            env(),
            config(configFiles)),
        new Resources(
            memory(RuntimePart.of(handler, triggers)),
            values.quantity("cpu", FunctionDefaults.CPU),
            values.number("replicas"),
            autoscaling()),
        new Exposure(triggers, new NetworkReader(values, problems).read()),
        new Access(
            values.text("serviceAccount", DnsNames.SUBDOMAIN, "a DNS name is expected", "orders"),
            names("secrets"),
            names("imagePullSecrets")));
  }

  private String name(List<Trigger> triggers) {
    Optional<String> name =
        values.text(
            "name",
            DnsNames.SERVICE,
            "a DNS label is expected: a letter, then lower-case letters, digits and dashes, 63 in"
                + " all",
            "hello");
    name.ifPresent(each -> types.all().forEach(type -> check(type, each, triggers)));
    return name.orElse("function");
  }

  private void check(TriggerType type, String name, List<Trigger> triggers) {
    long own = triggers.stream().filter(each -> each.renderer().type().equals(type.name())).count();
    if (own > 0) {
      type.check(values, name, (int) own);
    }
  }

  private String memory(Set<RuntimePart> parts) {
    String memory = values.quantity("memory", FunctionDefaults.MEMORY);
    long least = RuntimePart.reserveBytes(parts) + LEAST_HEAP;
    if (io.kubeless.runtime.Quantity.bytes(memory) < least) {
      values.wrong(
          "memory",
          "is too small for a JVM: " + memory,
          "heap, code and threads require at least " + (least >> 20) + "Mi",
          "write memory: 128Mi or more; m is a thousandth, M a million, Mi a mebibyte");
    }
    return memory;
  }

  /** Only a schedule starts a process for one call, and nothing else reaches it. */
  private boolean once(List<Trigger> triggers) {
    String run = values.text("run").orElse("service");
    if (!run.equals("once")) {
      if (!run.equals("service")) {
        values.wrong(
            "run", "is not valid: " + run, "service or once is expected", "write run: service");
      }
      return false;
    }
    boolean alone = triggers.stream().allMatch(each -> each.renderer().startsProcess());
    boolean none = values.items("triggers").isEmpty(); // one that is wrong is reported as that
    if (none || !alone) {
      values.wrong(
          "run",
          "is once, but "
              + (none ? "the function has no trigger" : "not all triggers are of type cronjob"),
          "with run: once, a schedule starts a process for each call, and nothing else can call it",
          "use cronjob triggers only, or remove run: once");
    }
    for (String key : List.of("replicas", "concurrency", "autoscaling")) {
      refuseOnce(values, key);
    }
    refuseOnce(values.below("network"), "from");
    return true;
  }

  private static void refuseOnce(Values at, String key) {
    if (at.has(key)) {
      at.wrong(key, "is set and run is once", "no pod waits for calls", "remove one of the two");
    }
  }

  private SortedMap<String, String> env() {
    SortedMap<String, String> env = values.map("env");
    Values entries = values.below("env");
    for (String name : env.keySet()) {
      if (!ENV.matcher(name).matches()) {
        entries.wrong(
            name,
            "is not a variable name",
            "a variable name may contain letters, digits, _, - and .",
            "rename it");
      } else if (name.startsWith("FUNC_")
          || (name.startsWith("KUBELESS_") && !SHARED_ENV.contains(name))
          || name.equals("MOD_NAME")) {
        entries.wrong(name, "is reserved for the runtime", "it is set automatically", "remove it");
      }
    }
    return env;
  }

  private Config config(SortedMap<String, byte[]> files) {
    SortedMap<String, byte[]> entries = new TreeMap<>(files);
    values
        .map("config")
        .forEach((key, value) -> entries.put(key, value.getBytes(StandardCharsets.UTF_8)));
    Values config = values.below("config");
    long size = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      size += entry.getKey().length() + entry.getValue().length;
      if (!CONFIG_KEY.matcher(entry.getKey()).matches()) {
        config.wrong(
            entry.getKey(),
            "is not a valid key of a ConfigMap",
            "letters, digits, dots, dashes and underscores are allowed",
            "rename it");
      }
    }
    if (size > MOST_CONFIG) {
      values.wrong(
          "config",
          "is too long: " + size + " bytes",
          "a ConfigMap can contain at most 1 MiB",
          "package large files in the jar as resources");
    }
    return new Config(entries);
  }

  private List<String> names(String key) {
    List<String> names = values.list(key);
    for (String name : names) {
      if (!DnsNames.SUBDOMAIN.matcher(name).matches()) {
        values.wrong(
            key,
            "contains an invalid name of a Secret: " + name,
            "a DNS name is expected",
            "rename it");
      }
    }
    return names;
  }

  private Optional<Autoscaling> autoscaling() {
    if (!values.has("autoscaling")) {
      return Optional.empty();
    }
    Values autoscaling = values.below("autoscaling");
    OptionalInt max = autoscaling.number("max");
    int min = autoscaling.number("min").orElse(FunctionDefaults.LEAST_PODS);
    int cpu = autoscaling.number("cpu").orElse(FunctionDefaults.CPU_PERCENT);
    if (max.isEmpty()) {
      if (!autoscaling.has("max")) {
        values.wrong("autoscaling", "has no max", "an autoscaler requires a maximum", "add max: 5");
      }
      return Optional.empty();
    }
    if (max.getAsInt() < min) {
      autoscaling.wrong(
          "max", "is less than min: " + max.getAsInt(), "min is " + min, "raise max or lower min");
    }
    return Optional.of(new Autoscaling(min, max.getAsInt(), cpu));
  }
}
