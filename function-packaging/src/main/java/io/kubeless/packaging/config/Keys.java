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

import java.util.List;
import java.util.Optional;

/** Every key of {@code function.yaml}: what is read, checked, listed and documented. */
public final class Keys {
  /** The keys, in the order they are listed. */
  public static final List<Key> ALL =
      List.of(
          new Key(
              "name",
              TEXT,
              "the artifactId, or the class name in kebab-case where a module has several handlers",
              "The function's name, and the name of its objects: a DNS label.",
              "hello"),
          new Key(
              "namespace",
              TEXT,
              "the kubeconfig's current one",
              "The namespace that it is deployed to.",
              "team-a"),
          new Key(
              "handler",
              TEXT,
              "the only handler of the module",
              "The class that answers: its name, with or without package, and with or without its"
                  + " method.",
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
              "The base image, or linked-jre for one made here with jlink.",
              "linked-jre"),
          new Key(
              "image.architecture",
              TEXT,
              "amd64; for linked-jre, that of this machine",
              "The architecture of the image in the words of OCI.",
              "arm64"),
          new Key(
              "timeout",
              DURATION,
              "180s",
              "How long one call may take, from a second to a day.",
              "30s"),
          new Key(
              "memory",
              QUANTITY,
              "256Mi",
              "Memory of the container, requested and at most.",
              "512Mi"),
          new Key(
              "cpu", QUANTITY, "100m", "CPU that the container requests; it has no limit.", "500m"),
          new Key(
              "replicas",
              NUMBER,
              "one, or what was set on the cluster",
              "How many pods run; ignored where autoscaling decides.",
              "2"),
          new Key(
              "concurrency",
              NUMBER,
              "1000",
              "Calls at the same time in one process; more are answered with 429.",
              "50"),
          new Key(
              "run",
              RUN,
              "service",
              "service answers calls all the time; once starts a process for each tick of its cron"
                  + " triggers, and nothing in between.",
              "once"),
          new Key("env", MAP, "none", "Environment variables of the process.", "GREETING: hi"),
          new Key(
              "config",
              MAP,
              "none",
              "What Context.config reads; files in config/ beside function.yaml are entries too.",
              "greeting: hello"),
          new Key(
              "secrets",
              LIST,
              "none",
              "Names of existing Secrets, which Context.secret reads.",
              "[database]"),
          new Key(
              "serviceAccount",
              TEXT,
              "one of the function's own, without a token",
              "Name of an existing ServiceAccount.",
              "orders"),
          new Key(
              "imagePullSecrets",
              LIST,
              "none",
              "Names of Secrets that the image is pulled with.",
              "[registry]"),
          new Key("labels", MAP, "none", "Labels of every object and pod.", "team: blue"),
          new Key(
              "annotations",
              MAP,
              "none",
              "Annotations of every object, not of the pods.",
              "acme.com/contact: blue@acme.com"),
          new Key("autoscaling.min", NUMBER, "1", "Fewest pods of a HorizontalPodAutoscaler.", "2"),
          new Key(
              "autoscaling.max",
              NUMBER,
              "no autoscaler",
              "Most pods; setting it makes the HorizontalPodAutoscaler.",
              "10"),
          new Key(
              "autoscaling.cpu",
              NUMBER,
              "80",
              "Average use of the requested CPU to aim at, in percent.",
              "70"),
          new Key(
              "triggers",
              TRIGGERS,
              "none: the function answers inside the cluster",
              "What calls the function from outside.",
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

  /** Returns the key of a path. */
  static Optional<Key> find(String path) {
    return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
  }

  /** Returns whether keys lie below a path, as {@code image.name} lies below {@code image}. */
  static boolean isParent(String path) {
    return ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
  }

  /** Returns the known path that looks most like an unknown one, if any looks like it. */
  static Optional<String> nearest(String path) {
    return Nearest.of(path, ALL.stream().map(Key::path).toList());
  }
}
