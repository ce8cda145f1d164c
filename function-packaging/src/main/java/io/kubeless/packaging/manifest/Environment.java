package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The environment of a function's container. */
final class Environment {
  /**
   * Stands for the namespace of the pod in a value, if the manifests do not determine it. No value
   * that a user writes can contain this character.
   */
  static final String POD_NAMESPACE = "\0";

  private static final String NAMESPACE = "KUBELESS_NAMESPACE";

  private Environment() {}

  static List<Map<String, Object>> of(Function function, Target target) {
    SortedMap<String, String> environment = new TreeMap<>(function.runtime().env());
    environment.putAll(contract(function, target));
    List<Map<String, Object>> list = new ArrayList<>();
    environment.forEach((name, value) -> list.add(variable(name, value)));
    if (environment.values().stream().anyMatch(value -> value.contains(POD_NAMESPACE))) {
      list.add(0, namespace()); // a value can only refer to a variable before it
    }
    return list;
  }

  private static Map<String, Object> namespace() {
    return Fields.of(
        field("name", NAMESPACE),
        field("valueFrom", Map.of("fieldRef", Map.of("fieldPath", "metadata.namespace"))));
  }

  /** Returns a variable whose value the process reads unchanged. */
  static Map<String, Object> variable(String name, String value) {
    return Fields.of(
        field("name", name),
        field("value", escaped(value).replace(POD_NAMESPACE, "$(" + NAMESPACE + ")")));
  }

  /**
   * Returns a text that the kubelet expands to the given one. The kubelet replaces {@code $(NAME)}
   * by a variable's value, and {@code $$} by one dollar sign, in values, commands and arguments.
   *
   * @see <a
   *     href="https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/">Dependent
   *     environment variables</a>
   */
  static String escaped(String text) {
    return text.replace("$", "$$");
  }

  /** Returns the variables that the runtime reads, in the cluster as well as on this machine. */
  static SortedMap<String, String> contract(Function function, Target target) {
    return contract(function, target, each -> each.environment(function, target));
  }

  /**
   * Returns the variables that the runtime reads.
   *
   * @param triggers returns those of the triggers of one type
   */
  static SortedMap<String, String> contract(
      Function function,
      Target target,
      java.util.function.Function<TriggerRenderer, SortedMap<String, String>> triggers) {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put(RuntimeContract.FUNC_HANDLER, method(function));
    environment.put(RuntimeContract.MOD_NAME, module(function));
    environment.put(
        RuntimeContract.FUNC_TIMEOUT, String.valueOf(function.runtime().timeout().toSeconds()));
    environment.put(RuntimeContract.FUNC_RUNTIME, runtime(function));
    environment.put(RuntimeContract.FUNC_MEMORY_LIMIT, function.resources().memory());
    environment.put(RuntimeContract.FUNCTION_NAME, function.name());
    if (target == Target.KUBELESS) { // its controller sets the port
      environment.put(RuntimeContract.PROBES_ON_FUNCTION_PORT, "true");
    } else if (!function.runtime().once()) {
      environment.put(RuntimeContract.FUNC_PORT, String.valueOf(RuntimeContract.DEFAULT_PORT));
    }
    function
        .runtime()
        .concurrency()
        .ifPresent(calls -> environment.put(RuntimeContract.CONCURRENCY, String.valueOf(calls)));
    List<TriggerRenderer> renderers = function.exposure().renderers();
    renderers.forEach(each -> environment.putAll(triggers.apply(each)));
    if (target == Target.KUBERNETES
        && renderers.stream().anyMatch(each -> !each.parts().isEmpty())
        && !requiresSources(function)) {
      environment.put(RuntimeContract.READY_WITHOUT_SOURCES, "true");
    }
    return environment;
  }

  /** Returns whether the function is only ready if the sources of its events are connected. */
  static boolean requiresSources(Function function) {
    List<TriggerRenderer> renderers = function.exposure().renderers();
    return !renderers.isEmpty() && renderers.stream().noneMatch(each -> each.parts().isEmpty());
  }

  /**
   * Returns the class name for Kubeless, with underscores instead of the dots of its package,
   * because Kubeless supports only one dot.
   */
  static String module(Function function) {
    return function.handler().name().replace('.', '_').replace('$', '_');
  }

  static String method(Function function) {
    return "handle";
  }

  static String runtime(Function function) {
    return "java" + function.handler().release();
  }
}
