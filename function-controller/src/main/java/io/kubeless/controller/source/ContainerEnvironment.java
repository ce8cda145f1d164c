package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The variables of a function's container, in upstream's order. */
final class ContainerEnvironment {
  private ContainerEnvironment() {}

  /**
   * Returns the variables.
   *
   * @param own those of the resource
   * @param memory the limit; empty for none
   * @param runtime the runtime; absent if it is not configured, as for most functions with an image
   */
  static List<Map<String, Object>> of(
      FunctionSpec function,
      List<Map<String, Object>> own,
      String memory,
      int port,
      Optional<RuntimeVersion> runtime) {
    List<Map<String, Object>> all = new ArrayList<>(own);
    if (!function.handler().isEmpty() && !function.source().isEmpty()) {
      all.add(variable(RuntimeContract.FUNC_HANDLER, function.method()));
      all.add(variable(RuntimeContract.MOD_NAME, function.module()));
      all.add(variable(RuntimeContract.FUNC_TIMEOUT, function.timeout()));
      all.add(variable(RuntimeContract.FUNC_RUNTIME, function.runtime()));
      all.add(variable(RuntimeContract.FUNC_MEMORY_LIMIT, memory.isEmpty() ? "0" : memory));
    }
    all.add(variable(RuntimeContract.FUNC_PORT, String.valueOf(port)));
    if (runtime.isPresent()) {
      all.add(variable("KUBELESS_INSTALL_VOLUME", Preparation.VOLUME));
      all.add(variable(RuntimeContract.FUNCTION_NAME, function.name())); // for logs and metrics
      runtime
          .get()
          .runtime()
          .env()
          .forEach((name, value) -> all.add(Fields.of(field("name", name), field("value", value))));
    }
    return unique(all);
  }

  private static Map<String, Object> variable(String name, String value) {
    return Fields.of(field("name", name), field("value", value.replace("$", "$$")));
  }

  /**
   * Returns the last of several variables with the same name, which is the one that a process gets.
   * Server-side apply refuses several.
   */
  static List<Map<String, Object>> unique(List<Map<String, Object>> variables) {
    Map<Object, Map<String, Object>> unique = new LinkedHashMap<>();
    for (Map<String, Object> each : variables) {
      Object name = String.valueOf(each.get("name"));
      unique.remove(name);
      unique.put(name, each);
    }
    return List.copyOf(unique.values());
  }
}
