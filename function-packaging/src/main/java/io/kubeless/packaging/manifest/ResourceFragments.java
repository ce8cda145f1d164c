package io.kubeless.packaging.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Fragments.Fragment;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The fragments of a Function resource: those of its project, and what its Deployment and Service
 * contain in addition. The latter is what was written with kubectl, or by another program.
 */
record ResourceFragments(
    ResourceFields fields, Function function, SortedMap<String, String> annotations) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Fragments read(Map<String, Object> spec) {
    SortedMap<String, List<Fragment>> fragments = new TreeMap<>(project().byKind());
    if (!fields.problems().isEmpty()) {
      return Fragments.none();
    }
    Map<String, Object> rendered;
    try {
      KubernetesObject plain = KubelessResources.function(function, Fragments.none());
      rendered = fields.map(Manifests.withObjects(plain, project()).content(), "spec");
    } catch (ProblemException e) {
      fields.problems().addAll(e.problems());
      return Fragments.none();
    }
    Map<String, Object> wanted = fields.map(rendered, "spec.deployment");
    Map<String, Object> found = withoutNulls(fields.map(spec, "spec.deployment"));
    Map<String, Object> pods = fields.map(found, "spec.deployment.spec");
    withDerived(pods, fields.map(wanted, "spec.deployment.spec"));
    Map<String, Object> deployment =
        Fields.of(
            Fields.field("metadata", Fields.unlessEmpty(fields.map(found, "metadata"))),
            Fields.field(
                "spec",
                Fields.unlessEmpty(
                    StrategicDiff.of(fields.map(wanted, "spec.deployment.spec"), pods))));
    add(fragments, ApiResource.DEPLOYMENT, deployment);
    Map<String, Object> service = withoutNulls(fields.map(spec, "spec.service"));
    service.remove("selector"); // that of the function's pods
    if (!service.isEmpty()) {
      Map<String, Object> expected = new LinkedHashMap<>(fields.map(rendered, "spec.service"));
      expected.remove("selector");
      Map<String, Object> change = new LinkedHashMap<>(StrategicDiff.of(expected, service));
      change.values().removeIf(value -> value == null); // absent is the default
      add(
          fragments,
          ApiResource.SERVICE,
          Fields.of(Fields.field("spec", Fields.unlessEmpty(change))));
    }
    return new Fragments(fragments);
  }

  private static void add(
      SortedMap<String, List<Fragment>> fragments, ApiResource kind, Map<String, Object> content) {
    if (!content.isEmpty()) {
      List<Fragment> all = new ArrayList<>(fragments.getOrDefault(kind.kind(), List.of()));
      all.add(new Fragment(content, "the Function"));
      fragments.put(kind.kind(), all);
    }
  }

  private Fragments project() {
    String json = annotations.getOrDefault(Names.FRAGMENTS, "{}");
    SortedMap<String, List<Fragment>> fragments = new TreeMap<>();
    try {
      JSON.readValue(json, new TypeReference<Map<String, List<Map<String, Object>>>>() {})
          .forEach(
              (kind, contents) ->
                  fragments.put(
                      kind,
                      contents.stream()
                          .map(each -> new Fragment(each, "the annotation " + Names.FRAGMENTS))
                          .toList()));
    } catch (JsonProcessingException e) {
      fields.invalid(
          "metadata.annotations." + Names.FRAGMENTS, json, Message.of("it is not JSON of lists"));
    }
    return new Fragments(fragments);
  }

  /**
   * Replaces fields whose values follow from other fields by those that follow now, so that a
   * change of the timeout or the memory alone has its whole effect.
   */
  private void withDerived(Map<String, Object> found, Map<String, Object> wanted) {
    Map<String, Object> pod = pod(found);
    Map<String, Object> wantedPod = pod(wanted);
    List<Map<String, Object>> containers = fields.maps(pod, "containers");
    if (containers.isEmpty()) {
      return;
    }
    found.remove("selector");
    if (Map.of().equals(found.get("strategy"))) {
      found.remove("strategy");
    }
    Map<String, Object> container = containers.get(0);
    Map<String, Object> wantedContainer = fields.maps(wantedPod, "containers").get(0);
    container.put("name", function.name());
    if (Command.isOwn(container.get("command"))) {
      copy("command", wantedContainer, container);
    }
    addMissing(container, wantedContainer);
    Map<String, Object> wantedValues = values(wantedContainer);
    for (Map<String, Object> variable : fields.maps(container, "env")) {
      String name = String.valueOf(variable.get("name"));
      if (name.equals(RuntimeContract.FUNC_TIMEOUT)
          && grace(variable.get("value")).equals(pod.get("terminationGracePeriodSeconds") + "")) {
        copy("terminationGracePeriodSeconds", wantedPod, pod);
      }
      if (ResourcePods.DERIVED.contains(name) && wantedValues.get(name) != null) {
        variable.put("value", wantedValues.get(name));
      }
    }
  }

  /**
   * Adds the variables that follow from other fields. Without any variable, the list would be
   * removed, and with it the variables of triggers.
   */
  private void addMissing(Map<String, Object> container, Map<String, Object> wantedContainer) {
    List<Map<String, Object>> env = new ArrayList<>(fields.maps(container, "env"));
    for (Map<String, Object> variable : fields.maps(wantedContainer, "env")) {
      String name = String.valueOf(variable.get("name"));
      if (ResourcePods.DERIVED.contains(name)
          && env.stream().noneMatch(each -> name.equals(each.get("name")))) {
        env.add(new LinkedHashMap<>(variable));
      }
    }
    container.put("env", env);
  }

  private static String grace(@Nullable Object timeout) {
    try {
      long seconds = Long.parseLong(String.valueOf(timeout));
      return String.valueOf(RuntimeContract.DEFAULT_DRAIN_SECONDS + seconds + 5);
    } catch (NumberFormatException e) {
      return "";
    }
  }

  private Map<String, Object> values(Map<String, Object> container) {
    Map<String, Object> values = new TreeMap<>();
    for (Map<String, Object> each : fields.maps(container, "env")) {
      if (each.get("value") != null) {
        values.put(String.valueOf(each.get("name")), each.get("value"));
      }
    }
    return values;
  }

  private static void copy(String name, Map<String, Object> from, Map<String, Object> to) {
    Object value = from.get(name);
    if (value == null) {
      to.remove(name);
    } else {
      to.put(name, value);
    }
  }

  private Map<String, Object> pod(Map<String, Object> deployment) {
    return fields.map(fields.map(deployment, "template"), "spec");
  }

  /** Returns a copy whose maps can be changed, without the nulls that upstream writes. */
  private static Map<String, Object> withoutNulls(Map<String, Object> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          if (value != null) {
            copy.put(name, copied(value));
          }
        });
    return copy;
  }

  @SuppressWarnings("unchecked") // keys of JSON maps are texts
  private static Object copied(Object value) {
    if (value instanceof Map<?, ?> map) {
      return withoutNulls((Map<String, Object>) map);
    }
    return value instanceof List<?> list
        ? list.stream().filter(each -> each != null).map(ResourceFragments::copied).toList()
        : value;
  }
}
