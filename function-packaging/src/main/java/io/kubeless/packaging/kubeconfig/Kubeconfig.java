package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The files that {@code KUBECONFIG} names, merged: the first file that contains a name, or a
 * current context, takes precedence.
 *
 * @param place the files, as the user named them
 * @param clusters by name
 * @param users by name
 * @param contexts by name, in the order of the files
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/">Organizing
 *     cluster access</a>
 */
record Kubeconfig(
    String place,
    Map<String, KubeconfigEntry> clusters,
    Map<String, KubeconfigEntry> users,
    Map<String, KubeconfigEntry> contexts,
    Optional<String> currentContext) {

  /** Reads {@code KUBECONFIG}, or else {@code ~/.kube/config}. A missing file counts as empty. */
  static Kubeconfig read(Map<String, String> environment) {
    String named = environment.getOrDefault("KUBECONFIG", "");
    String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
    List<Path> files = new ArrayList<>();
    if (named.isEmpty()) {
      files.add(Path.of(home, ".kube", "config"));
    }
    for (String each : named.split(File.pathSeparator)) {
      if (!each.isEmpty()) {
        files.add(Path.of(each));
      }
    }
    Kubeconfig all =
        new Kubeconfig(
            named.isEmpty() ? "~/.kube/config" : named,
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            Optional.empty());
    for (Path file : files) {
      all = all.with(root(file));
    }
    return all;
  }

  private Kubeconfig with(KubeconfigEntry root) {
    add(root, "clusters", "cluster", clusters);
    add(root, "users", "user", users);
    add(root, "contexts", "context", contexts);
    return new Kubeconfig(
        place, clusters, users, contexts, currentContext.or(() -> root.text("current-context")));
  }

  private static void add(
      KubeconfigEntry root, String list, String key, Map<String, KubeconfigEntry> all) {
    Map<String, KubeconfigEntry> ofFile = new LinkedHashMap<>();
    for (KubeconfigEntry named : root.entries(list)) {
      String name = named.text("name").orElse("");
      KubeconfigEntry content =
          named
              .entry(key)
              .map(entry -> new KubeconfigEntry(entry.file(), named.place(), entry.fields()))
              .orElseGet(() -> new KubeconfigEntry(named.file(), named.place(), Map.of()));
      if (ofFile.put(name, content) != null) {
        throw root.problem(
            list,
            Message.of("has two entries named %s", name),
            Message.of("rename or remove one of them"));
      }
    }
    ofFile.forEach(all::putIfAbsent);
  }

  private static KubeconfigEntry root(Path file) {
    if (!Files.exists(file)) {
      return new KubeconfigEntry(file, "", Map.of());
    }
    Object content;
    try {
      content = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
    } catch (IOException | YAMLException e) {
      Message cause = Message.verbatim(String.valueOf(e.getMessage()).strip());
      throw new ProblemException(
          Problem.of(ErrorCode.KUBECONFIG_INVALID, "The kubeconfig cannot be read")
              .at("%s", file)
              .because(
                  e instanceof YAMLException
                      ? Message.of("it is not valid YAML: %s", cause)
                      : cause)
              .remedy("check it with: kubectl config view"),
          e);
    }
    if (content != null && !(content instanceof Map<?, ?>)) {
      content = Map.of("kind", String.valueOf(content));
    }
    KubeconfigEntry root =
        new KubeconfigEntry(file, "", content == null ? Map.of() : (Map<?, ?>) content);
    if (!root.text("kind").orElse("Config").equals("Config")
        || !root.text("apiVersion").orElse("v1").equals("v1")) {
      throw root.problem(
          "kind", Message.of("is not Config of v1"), Message.of("name a kubeconfig in KUBECONFIG"));
    }
    return root;
  }
}
