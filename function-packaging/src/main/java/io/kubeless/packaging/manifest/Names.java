package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;

/** Names, labels and selectors of a function's objects. */
public final class Names {
  /** Label of all objects of the plugin, and its value. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** Value of {@link #MANAGED_BY}, and the manager of the fields that are applied. */
  public static final String MANAGER = "kubeless-maven-plugin";

  /** Label of the objects that one function of one module owns. */
  public static final String OWNER = "kubeless.io/owner";

  /** Port of the function's Service. */
  public static final int SERVICE_PORT = 8080;

  static final String SERVICE_PORT_NAME = "http-function-port";
  private static final String FUNCTION = "function";
  private static final String CREATED_BY = "created-by";
  private static final String COMPONENT = "app.kubernetes.io/component";

  private Names() {}

  /** Returns the labels that select a function's pods; they never change. */
  static SortedMap<String, String> selector(String function) {
    SortedMap<String, String> selector = new TreeMap<>();
    selector.put(CREATED_BY, "kubeless");
    selector.put(FUNCTION, function);
    return selector;
  }

  /** Returns the labels of a function's pods. */
  static SortedMap<String, String> podLabels(Function function) {
    SortedMap<String, String> labels = new TreeMap<>(function.labels());
    labels.putAll(selector(function.name()));
    labels.put("app.kubernetes.io/name", function.name());
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  /** Returns the labels of a function's objects. */
  static SortedMap<String, String> objectLabels(Function function) {
    SortedMap<String, String> labels = podLabels(function);
    labels.put(OWNER, ownerLabel(function.owner(), function.name()));
    return labels;
  }

  /**
   * Returns the labels of the pods that a schedule starts; no selector of the function's has them.
   */
  static SortedMap<String, String> tickLabels(Function function) {
    SortedMap<String, String> labels = new TreeMap<>(function.labels());
    labels.putAll(tickSelector(function));
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  /** Returns the labels that find those pods, and their Jobs. */
  public static SortedMap<String, String> tickSelector(Function function) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("app.kubernetes.io/name", function.name());
    labels.put(COMPONENT, function.once() ? "cron-function" : "cron-caller");
    return labels;
  }

  /** Returns the name of the CronJob of the nth cron trigger, from 0. */
  static String cronJob(String function, int index) {
    return trigger(function + "-cron", index);
  }

  /** Returns the command that starts the first cron trigger's next tick at once. */
  public static String tickNow(Function function) {
    return "kubectl create job "
        + function.name()
        + "-now --from=cronjob/"
        + cronJob(function.name(), 0)
        + function.namespace().map(namespace -> " -n " + namespace).orElse("");
  }

  /** Returns the value of {@link #OWNER}: 12 hexadecimal digits of module and function. */
  public static String ownerLabel(Owner owner, String function) {
    return hash((owner.module() + "/" + function).getBytes(StandardCharsets.UTF_8), 12);
  }

  /** Returns the name of the ConfigMap that records what was applied. */
  public static String parent(String function) {
    return function + "-deployed";
  }

  /** Returns what the names of a function's ConfigMaps begin with. */
  public static String configPrefix(String function) {
    return function + "-config-";
  }

  /** Returns the name of the ConfigMap with a configuration: it changes with the content. */
  static String config(String function, Config config) {
    StringBuilder content = new StringBuilder();
    config
        .entries()
        .forEach(
            (key, value) -> content.append(key).append('=').append(hash(value, 64)).append('\n'));
    return configPrefix(function) + hash(content.toString().getBytes(StandardCharsets.UTF_8), 8);
  }

  /** Returns the name of the nth trigger's object, from 0. */
  static String trigger(String base, int index) {
    return index == 0 ? base : base + "-" + (index + 1);
  }

  private static String hash(byte[] bytes, int digits) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK has it
    }
  }
}
