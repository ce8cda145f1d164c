package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The objects of one function for one target, in the order they are applied.
 *
 * @param function the function's name
 * @param objects the objects
 */
public record Manifests(String function, List<KubernetesObject> objects) {
  /** Copies the list. */
  public Manifests {
    objects = List.copyOf(objects);
  }

  /**
   * Renders a function.
   *
   * @param fragments what the project adds; those of other kinds are left alone
   * @throws ProblemException when a fragment says what it must not
   */
  public static Manifests of(Function function, Target target, Fragments fragments) {
    List<KubernetesObject> objects =
        target == Target.KUBERNETES ? kubernetes(function) : kubeless(function, fragments);
    return new Manifests(
        function.name(), objects.stream().map(object -> merged(object, fragments)).toList());
  }

  private static List<KubernetesObject> kubernetes(Function function) {
    List<KubernetesObject> objects = new ArrayList<>();
    if (function.serviceAccount().isEmpty()) {
      objects.add(ServiceAccounts.of(function));
    }
    if (!function.config().entries().isEmpty()) {
      objects.add(ConfigMaps.of(function));
    }
    function.network().ifPresent(network -> objects.add(NetworkPolicies.of(function, network)));
    if (!function.once()) {
      objects.add(Services.of(function));
      objects.add(Deployments.of(function));
    }
    if (DisruptionBudgets.needed(function)) {
      objects.add(DisruptionBudgets.of(function));
    }
    function.autoscaling().ifPresent(scaling -> objects.add(Autoscalers.of(function, scaling)));
    List<Trigger.Http> http = function.httpTriggers();
    for (int i = 0; i < http.size(); i++) {
      objects.add(Ingresses.of(function, http.get(i), i));
    }
    List<Trigger.CronJob> cron = function.cronJobTriggers();
    for (int i = 0; i < cron.size(); i++) {
      objects.add(CronJobs.of(function, cron.get(i), i));
    }
    return objects;
  }

  private static List<KubernetesObject> kubeless(Function function, Fragments fragments) {
    List<KubernetesObject> objects = new ArrayList<>();
    if (!function.config().entries().isEmpty()) {
      objects.add(ConfigMaps.of(function));
    }
    objects.add(withObjects(KubelessResources.function(function), fragments));
    List<Trigger.Http> http = function.httpTriggers();
    for (int i = 0; i < http.size(); i++) {
      objects.add(KubelessResources.httpTrigger(function, http.get(i), i));
    }
    List<Trigger.CronJob> cron = function.cronJobTriggers();
    for (int i = 0; i < cron.size(); i++) {
      objects.add(KubelessResources.cronJobTrigger(function, cron.get(i), i));
    }
    return objects;
  }

  /** Merges what is said about Deployment and Service into those that a Function holds. */
  private static KubernetesObject withObjects(KubernetesObject object, Fragments fragments) {
    Map<String, Object> content = object.content();
    for (Fragments.Fragment fragment : fragments.of("Deployment")) {
      Object spec = fragment.content().get("spec");
      if (spec != null) {
        content = mergedSpec(content, Map.of("deployment", Map.of("spec", spec)));
      }
    }
    for (Fragments.Fragment fragment : fragments.of("Service")) {
      Object spec = fragment.content().get("spec");
      if (spec != null) {
        content = mergedSpec(content, Map.of("service", spec));
      }
    }
    return new KubernetesObject(content);
  }

  private static Map<String, Object> mergedSpec(
      Map<String, Object> content, Map<String, Object> spec) {
    return StrategicMerge.merge(content, Map.of("spec", spec));
  }

  private static KubernetesObject merged(KubernetesObject object, Fragments fragments) {
    Map<String, Object> content = object.content();
    for (Fragments.Fragment fragment : fragments.of(object.kind())) {
      check(object, fragment);
      content = StrategicMerge.merge(content, fragment.content());
    }
    return new KubernetesObject(content);
  }

  private static void check(KubernetesObject object, Fragments.Fragment fragment) {
    for (String field : List.of("kind", "apiVersion")) {
      Object given = fragment.content().get(field);
      if (given != null && !given.equals(object.content().get(field))) {
        throw refused(
            field + " is " + given,
            fragment,
            "the object is a " + object.apiVersion() + " " + object.kind());
      }
    }
    if (fragment.content().get("metadata") instanceof Map<?, ?> metadata
        && metadata.get("name") != null
        && !object.name().equals(metadata.get("name"))) {
      throw refused("metadata.name is " + metadata.get("name"), fragment, "names are the plugin's");
    }
    if (fragment.content().get("spec") instanceof Map<?, ?> spec && spec.get("selector") != null) {
      throw refused("spec.selector is set", fragment, "selectors never change");
    }
  }

  private static ProblemException refused(String what, Fragments.Fragment fragment, String why) {
    return new ProblemException(
        Problem.inProject(
            310,
            "A fragment cannot be merged: " + what,
            fragment.origin(),
            why,
            "remove it from the fragment"));
  }

  /** Returns the YAML of each object by its file's name. */
  public SortedMap<String, String> toYaml() {
    SortedMap<String, String> files = new TreeMap<>();
    for (KubernetesObject object : objects) {
      files.put(object.fileName(function), Yaml.write(object.content()));
    }
    return files;
  }
}
