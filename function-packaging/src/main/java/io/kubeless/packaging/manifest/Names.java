package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names, labels and selectors of a function's objects. */
public final class Names {
  /** The label of all objects of the plugin. */
  public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** The value of {@link #MANAGED_BY}, and the manager of applied fields. */
  public static final String MANAGER = "kubeless-maven-plugin";

  /** Domain of the plugin's own labels and annotations. */
  public static final String DOMAIN = "kubeless.io";

  /** The label of objects that belong to one function of one owner. */
  public static final String OWNER = DOMAIN + "/owner";

  /**
   * The annotation that {@code kubectl rollout history} shows.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#checking-rollout-history-of-a-deployment">
   *     Rollout history</a>
   */
  public static final String CHANGE_CAUSE = "kubernetes.io/change-cause";

  /** The port of the function's Service. */
  public static final int SERVICE_PORT = 8080;

  /** The name of the port of the function's Service. */
  public static final String SERVICE_PORT_NAME = "http-function-port";

  private static final String FUNCTION = "function";
  private static final String NAME = "app.kubernetes.io/name";
  private static final String CREATED_BY = "created-by";

  /** The label for a component of an application. */
  public static final String COMPONENT = "app.kubernetes.io/component";

  /** The value of {@link #COMPONENT} for the ConfigMaps that record revisions. */
  public static final String REVISION = "revision";

  /** The labels that only the plugin may set, because it finds objects and pods by them. */
  public static final Set<String> RESERVED = Set.of(CREATED_BY, FUNCTION, MANAGED_BY, OWNER, NAME);

  /** The annotation of a Function with the name of its image, which contains the tag. */
  static final String IMAGE = DOMAIN + "/image";

  /** The annotation of a Function with the parts of the runtime that its image contains. */
  public static final String RUNTIME_PARTS = DOMAIN + "/runtime-parts";

  /** The annotation of a Function with the fragments of its project, as JSON. */
  static final String FRAGMENTS = DOMAIN + "/fragments";

  /** The values of {@link #COMPONENT} for the pods of schedules. */
  public static final Set<String> RUN_COMPONENTS = Set.of("cron-function", "cron-caller");

  private Names() {}

  /** Returns the labels that select a function's pods. They never change. */
  public static SortedMap<String, String> selector(String function) {
    SortedMap<String, String> selector = new TreeMap<>();
    selector.put(CREATED_BY, "kubeless");
    selector.put(FUNCTION, function);
    return selector;
  }

  /** Returns the labels that select a function's pods, as a label selector of the API. */
  public static String podSelector(String function) {
    return selector(selector(function));
  }

  /** Returns the selector of the objects of all functions, also of those of Kubeless. */
  public static String allFunctions() {
    return CREATED_BY + "=kubeless";
  }

  /**
   * Returns the selector of the objects of an owner's function.
   *
   * @param label value of {@link #OWNER}
   */
  public static String ownerSelector(String label) {
    return OWNER + "=" + label;
  }

  /** Returns the selector of all applied objects, independent of their owners. */
  public static String managedSelector() {
    return MANAGED_BY + "=" + MANAGER;
  }

  /** Returns the selector of the EndpointSlices of a function's Service. */
  public static String endpointSelector(String function) {
    return "kubernetes.io/service-name=" + function;
  }

  /** Returns labels as a label selector of the API, such as {@code a=1,b=2}. */
  public static String selector(SortedMap<String, String> labels) {
    return labels.entrySet().stream()
        .map(label -> label.getKey() + "=" + label.getValue())
        .collect(Collectors.joining(","));
  }

  /** Returns the labels of all objects and pods of a function, except the pods of its schedules. */
  public static SortedMap<String, String> labels(String function) {
    SortedMap<String, String> labels = selector(function);
    labels.put(NAME, function);
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  /** Returns the labels of a function's pods. */
  static SortedMap<String, String> podLabels(Function function) {
    SortedMap<String, String> labels = new TreeMap<>(function.labels());
    labels.putAll(labels(function.name()));
    return labels;
  }

  /** Returns the labels of a function's objects. */
  static SortedMap<String, String> objectLabels(Function function) {
    SortedMap<String, String> labels = podLabels(function);
    labels.put(OWNER, ownerLabel(function.owner(), function.name()));
    return labels;
  }

  /**
   * Returns the labels of pods that a schedule starts. No selector of the function matches them.
   */
  static SortedMap<String, String> runLabels(Function function) {
    SortedMap<String, String> labels = new TreeMap<>(function.labels());
    labels.putAll(runSelector(function));
    labels.put(MANAGED_BY, MANAGER);
    return labels;
  }

  /** Returns the labels that select the pods of schedules, and their Jobs. */
  public static SortedMap<String, String> runSelector(Function function) {
    return runSelector(function.name(), function.runtime().once());
  }

  /**
   * Returns the labels that select the pods of schedules, and their Jobs.
   *
   * @param once whether the pods are those of the function, and no callers
   */
  public static SortedMap<String, String> runSelector(String function, boolean once) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put(NAME, function);
    labels.put(COMPONENT, once ? "cron-function" : "cron-caller");
    return labels;
  }

  /** Returns the selector of the pods of a function that only schedules start. */
  public static String runSelector(String function) {
    return NAME + "=" + function + "," + COMPONENT + "=cron-function";
  }

  /**
   * Returns the name of one of several objects of the same kind: the base if there is only one, or
   * else the base, the separator and 6 hexadecimal digits of the hash of its content. No name
   * contains a position in a list. If an object moved, its old one would exist beside the new one
   * until it is pruned, and both would be active.
   */
  static String numbered(String base, String separator, List<String> content, int all) {
    return all == 1 ? base : base + separator + hash(String.join("\n", content), 6);
  }

  /**
   * Returns the value of {@link #OWNER}: 12 hexadecimal digits of the hash of owner and function.
   */
  public static String ownerLabel(Owner owner, String function) {
    return ownerLabel(owner.name(), function);
  }

  /** Returns the value of {@link #OWNER} for an owner, given by its name. */
  public static String ownerLabel(String owner, String function) {
    return hash(owner + "/" + function, 12);
  }

  /** Returns the name of the ConfigMap that records the applied objects. */
  public static String parent(String function) {
    return function + "-deployed";
  }

  /** Returns the name of the ConfigMap that records a revision of the function. */
  public static String revision(String function, int number) {
    return parent(function) + "-" + number;
  }

  /** Returns the labels of the ConfigMaps that record revisions. */
  public static SortedMap<String, String> revisionLabels(String function) {
    SortedMap<String, String> labels = labels(function);
    labels.put(COMPONENT, REVISION);
    return labels;
  }

  /** Returns the selector of the ConfigMaps that record revisions, independent of their owners. */
  public static String revisionSelector(String function) {
    SortedMap<String, String> labels = selector(function);
    labels.put(COMPONENT, REVISION);
    return selector(labels);
  }

  /** Returns the prefix of the names of a function's ConfigMaps. */
  public static String configPrefix(String function) {
    return function + "-config-";
  }

  /** Returns the name of the ConfigMap for a configuration. It depends on the content. */
  static String config(String function, Config config) {
    return config.existing().orElseGet(() -> ownConfig(function, config));
  }

  private static String ownConfig(String function, Config config) {
    StringBuilder content = new StringBuilder();
    config
        .entries()
        .forEach(
            (key, value) -> content.append(key).append('=').append(hash(value, 64)).append('\n'));
    return configPrefix(function) + hash(content.toString(), 8);
  }

  /** Returns the first hexadecimal digits of a text's SHA-256. */
  static String hash(String text, int digits) {
    return hash(text.getBytes(StandardCharsets.UTF_8), digits);
  }

  private static String hash(byte[] bytes, int digits) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(hash).substring(0, digits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }
}
