package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.manifest.ResourceFields;
import io.kubeless.packaging.model.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Service of a function.
 *
 * @param spec its specification
 * @param port the port on which the function's container listens
 */
record FunctionService(Map<String, Object> spec, int port) {
  private static final String PATH = "spec.service";

  /**
   * Reads the Service. Its selector is always that of the function's pods: upstream's default
   * contains all labels of the Function, so that pods are lost when one of them changes.
   */
  static FunctionService read(FunctionSpec function) {
    ResourceFields fields = function.fields();
    Map<String, Object> given = fields.map(function.spec(), PATH);
    List<Map<String, Object>> ports = new ArrayList<>();
    for (Map<String, Object> each : fields.maps(given, PATH + ".ports")) {
      ports.add(port(each));
    }
    if (ports.isEmpty()) {
      ports.add(
          Fields.of(
              field("name", Names.SERVICE_PORT_NAME),
              field("protocol", "TCP"),
              field("port", Names.SERVICE_PORT),
              field("targetPort", Names.SERVICE_PORT)));
    }
    int target =
        fields.number(ports.get(0), PATH + ".ports[0].targetPort").orElse(Names.SERVICE_PORT);
    if (target < 1 || target > 65535) {
      fields.invalid(
          PATH + ".ports[0].targetPort", target, Message.of("it is not between 1 and 65535"));
    }
    Map<String, Object> spec = Fields.of(field("type", "ClusterIP"));
    spec.putAll(given);
    spec.values().removeIf(each -> each == null || each.equals(""));
    spec.put("selector", Names.selector(function.name()));
    spec.put("ports", ports);
    return new FunctionService(spec, target);
  }

  private static Map<String, Object> port(Map<String, Object> given) {
    Map<String, Object> port = new LinkedHashMap<>(given);
    port.values().removeIf(each -> each == null);
    port.putIfAbsent("protocol", "TCP");
    if (port.get("port") instanceof Number number) {
      port.putIfAbsent("targetPort", number);
      if (port.get("targetPort") instanceof Number target && target.intValue() == 0) {
        port.put("targetPort", number); // as upstream stores an absent one
      }
    }
    return port;
  }
}
