package io.kubeless.packaging.observe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a function in JSON and YAML. What is absent has no field. */
final class Fields {
  private Fields() {}

  static Map<String, Object> of(LiveFunction function, String namespace) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", function.name());
    fields.put("target", function.target());
    function.owner().ifPresent(owner -> fields.put("module", owner));
    function.created().ifPresent(time -> fields.put("created", time.toString()));
    function.image().ifPresent(image -> fields.put("image", image));
    function.digest().ifPresent(digest -> fields.put("digest", digest));
    if (function.isService()) {
      Map<String, Object> replicas = new LinkedHashMap<>();
      replicas.put("wanted", function.wanted());
      replicas.put("ready", function.ready());
      replicas.put("updated", function.updated());
      fields.put("replicas", replicas);
    }
    List<Object> triggers = new ArrayList<>();
    for (LiveTrigger each : function.triggers()) {
      Map<String, Object> trigger = new LinkedHashMap<>();
      trigger.put("type", each.type());
      trigger.put("detail", each.detail());
      each.url().ifPresent(url -> trigger.put("url", url));
      triggers.add(trigger);
    }
    fields.put("triggers", triggers);
    fields.put("urls", function.urls(namespace));
    return fields;
  }
}
