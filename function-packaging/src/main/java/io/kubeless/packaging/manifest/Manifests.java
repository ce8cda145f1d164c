package io.kubeless.packaging.manifest;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The objects of one function for one target, in the order in which they are applied.
 *
 * @param function the function's name
 * @param objects the objects
 */
public record Manifests(String function, List<KubernetesObject> objects) {
  /** Copies the objects. */
  public Manifests {
    objects = List.copyOf(objects);
  }

  /**
   * Renders a function.
   *
   * @param fragments the fragments of the project; those of other kinds are ignored
   * @throws ProblemException if a fragment changes a field by which an object is found
   */
  public static Manifests of(Function function, Target target, Fragments fragments) {
    List<KubernetesObject> objects =
        target == Target.KUBERNETES ? kubernetes(function) : kubeless(function, fragments);
    return new Manifests(
        function.name(),
        objects.stream()
            .sorted(Comparator.comparing(ApiResource::of))
            .map(object -> merged(object, fragments))
            .toList());
  }

  /**
   * Reads the objects of files that {@link #toYaml} has returned.
   *
   * @throws IllegalArgumentException if a file is not an object of a known kind
   */
  public static Manifests read(String function, Collection<String> files) {
    return new Manifests(
        function,
        files.stream()
            .map(text -> new KubernetesObject(Yaml.read(text)))
            .sorted(Comparator.comparing(ApiResource::of))
            .toList());
  }

  /** Returns whether the objects contain one of a kind. */
  public boolean has(ApiResource resource) {
    return objects.stream().anyMatch(object -> ApiResource.of(object) == resource);
  }

  private static List<KubernetesObject> kubernetes(Function function) {
    List<KubernetesObject> objects = new ArrayList<>();
    if (function.access().serviceAccount().isEmpty()) {
      objects.add(ServiceAccounts.of(function));
    }
    if (!function.runtime().config().entries().isEmpty()) {
      objects.add(ConfigMaps.of(function));
    }
    function
        .exposure()
        .network()
        .ifPresent(network -> objects.add(NetworkPolicies.of(function, network)));
    if (!function.runtime().once()) {
      objects.add(Services.of(function));
      objects.add(Deployments.of(function));
    }
    if (DisruptionBudgets.needed(function)) {
      objects.add(DisruptionBudgets.of(function));
    }
    function
        .resources()
        .autoscaling()
        .ifPresent(scaling -> objects.addAll(Autoscalers.of(function, scaling)));
    objects.addAll(triggers(function, Target.KUBERNETES));
    return objects;
  }

  private static List<KubernetesObject> kubeless(Function function, Fragments fragments) {
    List<KubernetesObject> objects = new ArrayList<>();
    if (!function.runtime().config().entries().isEmpty()) {
      objects.add(ConfigMaps.of(function));
    }
    objects.add(withObjects(KubelessResources.function(function, fragments), fragments));
    objects.addAll(triggers(function, Target.KUBELESS));
    return objects;
  }

  private static List<KubernetesObject> triggers(Function function, Target target) {
    return function.exposure().renderers().stream()
        .flatMap(each -> each.objects(function, target).stream())
        .toList();
  }

  /** Merges the fragments of Deployment and Service into those that a Function contains. */
  static KubernetesObject withObjects(KubernetesObject object, Fragments fragments) {
    Map<String, Object> content = object.content();
    for (Fragments.Fragment fragment : fragments.of(ApiResource.DEPLOYMENT.kind())) {
      Object spec = fragment.content().get("spec");
      if (spec != null) {
        content = mergedSpec(content, Map.of("deployment", Map.of("spec", spec)), fragment);
      }
    }
    for (Fragments.Fragment fragment : fragments.of(ApiResource.SERVICE.kind())) {
      Object spec = fragment.content().get("spec");
      if (spec != null) {
        content = mergedSpec(content, Map.of("service", spec), fragment);
      }
    }
    return new KubernetesObject(content);
  }

  private static Map<String, Object> mergedSpec(
      Map<String, Object> content, Map<String, Object> spec, Fragments.Fragment fragment) {
    return merged(content, Map.of("spec", spec), fragment);
  }

  private static KubernetesObject merged(KubernetesObject object, Fragments fragments) {
    Map<String, Object> content = object.content();
    for (Fragments.Fragment fragment : fragments.of(object.kind())) {
      content = merged(content, fragment.content(), fragment);
      check(object, content, fragment);
    }
    return new KubernetesObject(content);
  }

  private static Map<String, Object> merged(
      Map<String, Object> content, Map<String, Object> change, Fragments.Fragment fragment) {
    try {
      return StrategicMerge.merge(content, change);
    } catch (IllegalArgumentException e) {
      throw refused(
          Message.of("a directive is not valid"),
          fragment,
          Message.verbatim(String.valueOf(e.getMessage())));
    }
  }

  private static void check(
      KubernetesObject object, Map<String, Object> merged, Fragments.Fragment fragment) {
    Map<String, Object> before = Identity.of(object.content());
    Map<String, Object> after = Identity.of(merged);
    SortedSet<String> paths = new TreeSet<>(before.keySet());
    paths.addAll(after.keySet());
    for (String path : paths) {
      if (!Objects.equals(before.get(path), after.get(path))) {
        throw refused(
            after.containsKey(path)
                ? Message.of("%s is %s", path, String.valueOf(after.get(path)))
                : Message.of("%s is removed", path),
            fragment,
            Message.of("this field identifies the object"));
      }
    }
  }

  private static ProblemException refused(Message what, Fragments.Fragment fragment, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.FILE_UNUSABLE, "A fragment cannot be merged: %s", what)
            .at("%s", fragment.origin())
            .because(why)
            .remedy("remove it from the fragment"));
  }

  /** Returns the YAML of each object, by file name. */
  public SortedMap<String, String> toYaml() {
    SortedMap<String, String> files = new TreeMap<>();
    for (KubernetesObject object : objects) {
      files.put(object.fileName(function), Yaml.write(object.content()));
    }
    return files;
  }
}
