package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.RuntimeSettings;
import io.kubeless.packaging.model.Trigger;
import io.kubeless.runtime.RuntimeContract;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the settings of a function's process. */
final class RuntimeReader {
  private static final Set<String> SHARED_ENV =
      Set.of(RuntimeContract.LOG_LEVEL, RuntimeContract.LOG_FORMAT);
  private static final Pattern ENV = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");
  private static final Pattern CONFIG_KEY = Pattern.compile("(?!\\.\\.|\\.$)[-._a-zA-Z0-9]{1,253}");
  private static final int MOST_CONFIG = 1_000_000;

  private final MappingReader values;

  RuntimeReader(MappingReader values) {
    this.values = values;
  }

  RuntimeSettings read(List<Trigger> triggers, SortedMap<String, byte[]> configFiles) {
    return new RuntimeSettings(
        values.duration("timeout", Duration.ofSeconds(RuntimeContract.DEFAULT_TIMEOUT_SECONDS)),
        values.number("concurrency"),
        once(triggers),
        env(),
        config(configFiles));
  }

  /** Returns other settings with the variables and the configuration of this source added. */
  RuntimeSettings over(RuntimeSettings other, SortedMap<String, byte[]> entries) {
    SortedMap<String, String> env = new TreeMap<>(other.env());
    env.putAll(env());
    return new RuntimeSettings(
        other.timeout(), other.concurrency(), other.once(), env, config(entries));
  }

  /**
   * Returns whether each run starts a process for one call. Only a schedule can start such a
   * process, and nothing else can reach it.
   */
  private boolean once(List<Trigger> triggers) {
    String run = values.text("run").orElse("service");
    if (!run.equals("once")) {
      if (!run.equals("service")) {
        values.wrong(
            "run",
            Message.of("is not valid: %s", run),
            Message.of("service or once is expected"),
            Message.of("write run: service"));
      }
      return false;
    }
    boolean alone = triggers.stream().allMatch(each -> each.renderer().startsProcess());
    boolean none = values.items("triggers").isEmpty(); // an invalid trigger is reported as such
    if (none || !alone) {
      values.wrong(
          "run",
          none
              ? Message.of("is once, but the function has no trigger")
              : Message.of("is once, but not all triggers are of type cronjob"),
          Message.of(
              "with run: once, a schedule starts a process for each call, and nothing else can call it"),
          Message.of("use cronjob triggers only, or remove run: once"));
    }
    for (String key : List.of("replicas", "concurrency", "autoscaling")) {
      refuseOnce(values, key);
    }
    refuseOnce(values.below("network"), "from");
    return true;
  }

  private static void refuseOnce(MappingReader at, String key) {
    if (at.has(key)) {
      at.wrong(
          key,
          Message.of("is set and run is once"),
          Message.of("no pod waits for calls"),
          Message.of("remove one of the two"));
    }
  }

  private SortedMap<String, String> env() {
    SortedMap<String, String> env = values.map("env");
    MappingReader entries = values.below("env");
    for (String name : env.keySet()) {
      if (!ENV.matcher(name).matches()) {
        entries.wrong(
            name,
            Message.of("is not a variable name"),
            Message.of("a variable name may contain letters, digits, _, - and ."),
            Message.of("rename it"));
      } else if (name.startsWith("FUNC_")
          || (name.startsWith("KUBELESS_") && !SHARED_ENV.contains(name))
          || name.equals("MOD_NAME")) {
        entries.wrong(
            name,
            Message.of("is reserved for the runtime"),
            Message.of("it is set automatically"),
            Message.of("remove it"));
      }
    }
    return env;
  }

  private Config config(SortedMap<String, byte[]> files) {
    SortedMap<String, byte[]> entries = new TreeMap<>(files);
    values
        .map("config")
        .forEach((key, value) -> entries.put(key, value.getBytes(StandardCharsets.UTF_8)));
    MappingReader config = values.below("config");
    long size = 0;
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      size += entry.getKey().length() + entry.getValue().length;
      if (!CONFIG_KEY.matcher(entry.getKey()).matches()) {
        config.wrong(
            entry.getKey(),
            Message.of("is not a valid key of a ConfigMap"),
            Message.of("letters, digits, dots, dashes and underscores are allowed"),
            Message.of("rename it"));
      }
    }
    if (size > MOST_CONFIG) {
      values.wrong(
          "config",
          Message.of("is too long: %s bytes", size),
          Message.of("a ConfigMap can contain at most 1 MiB"),
          Message.of("package large files in the jar as resources"));
    }
    return new Config(entries);
  }
}
