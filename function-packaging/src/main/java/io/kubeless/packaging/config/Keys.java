package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.DURATION;
import static io.kubeless.packaging.config.Key.Type.LIST;
import static io.kubeless.packaging.config.Key.Type.MAP;
import static io.kubeless.packaging.config.Key.Type.NUMBER;
import static io.kubeless.packaging.config.Key.Type.PEERS;
import static io.kubeless.packaging.config.Key.Type.QUANTITY;
import static io.kubeless.packaging.config.Key.Type.RUN;
import static io.kubeless.packaging.config.Key.Type.TEXT;
import static io.kubeless.packaging.config.Key.Type.TRIGGERS;

import io.kubeless.runtime.RuntimeContract;
import java.util.List;
import java.util.Optional;

/** All keys of {@code function.yaml}, which are read, checked and documented by this list. */
public final class Keys {
  /** The keys, in the order of the documentation. */
  public static final List<Key> ALL =
      List.of(
          new Key(
              "name",
              TEXT,
              "the artifactId, or the class name in a module with several handlers, in kebab-case",
              "Name of the function and of its objects: lower-case letters, digits and dashes.",
              "hello"),
          new Key(
              "namespace",
              TEXT,
              "the kubeconfig's current namespace",
              "Namespace to deploy to.",
              "team-a"),
          new Key(
              "handler",
              TEXT,
              "the only handler of the module",
              "Class of the function, with or without its package and its method.",
              "com.acme.Hello"),
          new Key(
              "image.name",
              TEXT,
              "<registry>/<function>:<project version>",
              "Repository and tag of the image.",
              "registry.acme.com/team/hello:1.0"),
          new Key(
              "image.base",
              TEXT,
              "eclipse-temurin:25-jre, or that of the project's Java if it is newer",
              "Base image, or linked-jre for a JRE that is built locally with jlink.",
              "linked-jre"),
          new Key(
              "image.architecture",
              TEXT,
              "that of the cluster's nodes in deploy; else amd64, or this machine's for linked-jre",
              "OCI name of the image's architecture, or several names separated by commas.",
              "arm64"),
          new Key(
              "image.archive",
              TEXT,
              "true, where an archive can be made",
              "Whether the image contains a start-up archive, or the file of one that you have"
                  + " recorded.",
              "false"),
          new Key(
              "image.trainWith",
              LIST,
              "empty: no code of the function runs",
              "Requests that the function answers while the archive is made: method, path, body.",
              "['GET /hello', 'POST /orders {\"id\":1}']"),
          new Key(
              "image.modules",
              LIST,
              "empty",
              "Modules of the JDK that linked-jre contains, in addition to those that jdeps finds.",
              "[java.instrument]"),
          new Key(
              "timeout",
              DURATION,
              FunctionDefaults.TIMEOUT,
              "Time limit of a call, from 1s to 24h.",
              "30s"),
          new Key(
              "memory", QUANTITY, FunctionDefaults.MEMORY, "Memory request and limit.", "512Mi"),
          new Key("cpu", QUANTITY, FunctionDefaults.CPU, "CPU request; there is no limit.", "500m"),
          new Key(
              "replicas",
              NUMBER,
              "one, or the number on the cluster",
              "Number of pods; not used with autoscaling.",
              "2",
              0,
              10_000),
          new Key(
              "concurrency",
              NUMBER,
              String.valueOf(RuntimeContract.DEFAULT_CONCURRENCY),
              "Calls that a process runs at the same time; more get 429.",
              "50",
              1,
              1_000_000),
          new Key(
              "run",
              RUN,
              "service",
              "service: pods wait for calls. once: each scheduled time of a cron trigger starts a"
                  + " process for one call.",
              "once"),
          new Key("env", MAP, "empty", "Environment variables of the process.", "GREETING: hi"),
          new Key(
              "config",
              MAP,
              "empty",
              "Entries for Context.config, beside the files in config/.",
              "greeting: hello"),
          new Key(
              "secrets",
              LIST,
              "empty",
              "Names of existing Secrets, which the function reads with Context.secret.",
              "[database]"),
          new Key(
              "serviceAccount",
              TEXT,
              "one of the function's own, without a token",
              "Name of an existing ServiceAccount, which decides whether pods get a token.",
              "orders"),
          new Key(
              "imagePullSecrets",
              LIST,
              "empty",
              "Names of Secrets for pulling the image.",
              "[registry]"),
          new Key("labels", MAP, "empty", "Labels of every object and pod.", "team: blue"),
          new Key(
              "annotations",
              MAP,
              "empty",
              "Annotations of every object, but not of pods.",
              "acme.com/contact: blue@acme.com"),
          new Key(
              "autoscaling.min",
              NUMBER,
              String.valueOf(FunctionDefaults.LEAST_PODS),
              "Minimum number of pods of the autoscaler; 0 is possible if all triggers have lag.",
              "2",
              0,
              10_000),
          new Key(
              "autoscaling.max",
              NUMBER,
              "no autoscaler",
              "Maximum number of pods; creates the autoscaler.",
              "10",
              1,
              10_000),
          new Key(
              "autoscaling.cpu",
              NUMBER,
              String.valueOf(FunctionDefaults.CPU_PERCENT),
              "Target CPU use, in percent of the request.",
              "70",
              1,
              1000),
          new Key(
              "autoscaling.by",
              "cpu; keda if a trigger has lag",
              "cpu: HorizontalPodAutoscaler on CPU use. keda: ScaledObject on lag. hpa:"
                  + " HorizontalPodAutoscaler on lag, an external metric of the cluster. auto: hpa"
                  + " or keda, what the cluster has.",
              "hpa",
              List.of("cpu", "keda", "hpa", "auto")),
          new Key(
              "triggers",
              TRIGGERS,
              "the function is called inside the cluster only",
              "Requests from outside, and schedules.",
              "- http: {path: /hello}"),
          new Key(
              "network.from",
              PEERS,
              "no NetworkPolicy",
              "Who may call the function: podSelector, namespaceSelector or ipBlock.",
              "- podSelector: {matchLabels: {app: shop}}"),
          new Key(
              "network.to",
              PEERS,
              "DNS only, once network is set",
              "What the function may reach: podSelector, namespaceSelector or ipBlock.",
              "- ipBlock: {cidr: 10.0.0.0/8}"));

  private Keys() {}

  /** Returns the key with a path. */
  static Optional<Key> find(String path) {
    return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
  }

  /** Returns whether a path is a prefix of keys, as {@code image} is of {@code image.name}. */
  static boolean isParent(String path) {
    return ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
  }

  /** Returns the known path that is most similar to an unknown one, empty if none is similar. */
  static Optional<String> nearest(String path) {
    return Nearest.of(path, ALL.stream().map(Key::path).toList());
  }
}
