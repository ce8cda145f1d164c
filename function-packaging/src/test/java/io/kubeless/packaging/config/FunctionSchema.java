package io.kubeless.packaging.config;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Creates the JSON Schema of {@code function.yaml} from {@link Keys}.
 *
 * @see <a href="https://json-schema.org/draft-07">JSON Schema, draft 7</a>
 */
final class FunctionSchema {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ID =
      "https://raw.githubusercontent.com/kubeless/kubeless-maven-plugin/main/docs/function.schema.json";
  private static final String QUANTITY =
      "^([0-9]+\\.?[0-9]*|\\.[0-9]+)(m|[kMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]{1,2})?$";

  private FunctionSchema() {}

  static ObjectNode of(TriggerTypes types) {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "http://json-schema.org/draft-07/schema#").put("$id", ID);
    root.put("title", "function.yaml");
    root.put("description", "A function of kubeless-maven-plugin, or a Function of Kubeless.");
    for (String key : List.of("kind", "apiVersion")) {
      root.withObject("/if").withArray("/anyOf").addObject().putArray("required").add(key);
    }
    root.putObject("then").put("$ref", "#/definitions/document");
    root.putObject("else").put("$ref", "#/definitions/function");
    ObjectNode definitions = root.putObject("definitions");
    keys(object(definitions.putObject("function"), false));
    document(definitions.putObject("document"));
    definitions.set("triggers", triggers(types));
    definitions.set("peers", peers());
    return root;
  }

  /**
   * Defines an object that permits only known keys and, at the top level, keys for anchors; returns
   * its properties.
   */
  private static ObjectNode object(ObjectNode node, boolean required) {
    node.putArray("type").add("object");
    if (!required) {
      node.withArray("/type").add("null");
    }
    node.put("additionalProperties", false);
    if (!node.has("patternProperties")) {
      node.putObject("patternProperties").putObject("^x-");
    }
    return node.putObject("properties");
  }

  private static ObjectNode below(ObjectNode properties, String name) {
    ObjectNode node = properties.withObject("/" + name);
    node.put("type", "object").put("additionalProperties", false);
    return node.withObject("/properties");
  }

  private static void keys(ObjectNode properties) {
    for (Key key : Keys.ALL) {
      String[] parts = key.path().split("\\.", 2);
      ObjectNode parent = parts.length == 2 ? below(properties, parts[0]) : properties;
      property(parent.putObject(parts[parts.length - 1]), key);
    }
  }

  private static ObjectNode property(ObjectNode property, Key key) {
    property.put("description", key.description() + " Default: " + key.otherwise() + ".");
    switch (key.type()) {
      case TEXT -> text(property);
      case NUMBER -> {
        property.putArray("type").add("integer").add("string").add("null");
        property.put("minimum", key.least()).put("maximum", key.most()).put("pattern", "^[0-9]+$");
      }
      case DURATION -> {
        property.putArray("type").add("string").add("integer").add("null");
        property
            .put("minimum", 1)
            .put("maximum", 86_400)
            .put("pattern", "^([0-9]{1,9}[smh]?|P.*)$");
      }
      case DELAY -> {
        property.putArray("type").add("string").add("integer").add("null");
        property
            .put("minimum", 1)
            .put("maximum", 86_400)
            .put("pattern", "^([0-9]{1,9}(ms|s|m|h)?|P.*)$");
      }
      case FLAG ->
          property.putArray("enum").add(true).add(false).add("true").add("false").addNull();
      case WORD -> {
        key.words().forEach(property.withArray("/enum")::add);
        property.withArray("/enum").addNull();
      }
      case QUANTITY -> {
        property.putArray("type").add("string").add("number").add("null");
        property.put("exclusiveMinimum", 0).put("pattern", QUANTITY);
      }
      case MAP -> {
        property.putArray("type").add("object").add("null");
        text(property.putObject("additionalProperties"));
      }
      case LIST -> {
        text(property).withArray("/type").add("array");
        text(property.putObject("items"));
      }
      case RUN -> property.putArray("enum").add("service").add("once").addNull();
      case PEERS -> property.put("$ref", "#/definitions/peers");
      case TRIGGERS -> property.put("$ref", "#/definitions/triggers");
      case ANY -> {}
    }
    return property;
  }

  private static ObjectNode text(ObjectNode node) {
    node.putArray("type").add("string").add("number").add("boolean").add("null");
    return node;
  }

  private static ObjectNode triggers(TriggerTypes types) {
    ObjectNode triggers = JSON.createObjectNode();
    triggers.putArray("type").add("array").add("null");
    ObjectNode items = triggers.putObject("items");
    for (TriggerType type : types.all()) {
      forms(items, type, type.name());
      type.otherNames().forEach(name -> forms(items, type, name));
    }
    return triggers;
  }

  /** Adds the short and the long form of a trigger. */
  private static void forms(ObjectNode items, TriggerType type, String name) {
    ObjectNode shortForm = items.withArray("/oneOf").addObject();
    shortForm.put("type", "object").put("additionalProperties", false);
    shortForm.putArray("required").add(name);
    settings(shortForm.putObject("properties").putObject(name), type);
    ObjectNode longForm = items.withArray("/oneOf").addObject();
    longForm.put("type", "object").put("additionalProperties", false);
    longForm.putArray("required").add("type");
    if (!required(type).isEmpty()) {
      longForm.withArray("/required").add("metadata");
    }
    ObjectNode properties = longForm.putObject("properties");
    properties.putObject("type").put("const", name);
    settings(properties.putObject("metadata"), type);
  }

  private static List<String> required(TriggerType type) {
    return type.keys().stream().filter(Key::required).map(Key::path).toList();
  }

  private static void settings(ObjectNode node, TriggerType type) {
    node.put("description", type.description());
    node.putArray("type").add("object");
    if (required(type).isEmpty()) {
      node.withArray("/type").add("null");
    } else {
      required(type).forEach(node.putArray("required")::add);
    }
    node.put("additionalProperties", false);
    ObjectNode properties = node.putObject("properties");
    for (Key key : type.keys()) {
      String[] parts = key.path().split("\\.", 2);
      ObjectNode parent = parts.length == 2 ? below(properties, parts[0]) : properties;
      property(parent.putObject(parts[parts.length - 1]), key);
      if (key.required()) {
        properties.withObject("/" + key.path()).put("type", "string");
      }
    }
  }

  private static ObjectNode peers() {
    ObjectNode peers = JSON.createObjectNode();
    peers.putArray("type").add("array").add("null");
    ObjectNode peer = peers.putObject("items");
    peer.put("type", "object").put("additionalProperties", false).put("minProperties", 1);
    for (String name : List.of("podSelector", "namespaceSelector", "ipBlock")) {
      ObjectNode property = peer.withObject("/properties").putObject(name);
      property.put("description", "As in a NetworkPolicy of Kubernetes.");
      property.putArray("type").add("object").add("null");
    }
    return peers;
  }

  private static void document(ObjectNode document) {
    document.putArray("required").add("apiVersion").add("kind");
    ObjectNode properties = object(document, true);
    properties.putObject("apiVersion").put("pattern", "^kubeless\\.io/").put("type", "string");
    properties.putObject("kind").put("const", "Function");
    for (String name : List.of("name", "namespace", "labels", "annotations")) {
      property(below(properties, "metadata").putObject(name), Keys.find(name).orElseThrow());
    }
    ObjectNode spec = below(properties, "spec");
    for (String name : List.of("handler", "timeout", "triggers")) {
      property(spec.putObject(name), Keys.find(name).orElseThrow());
    }
    spec.putObject("runtime")
        .put("description", "A Java runtime; the project's own Java is used.")
        .put("type", "string")
        .put("pattern", "^(java|jvm)[0-9.]*$");
    for (String name : List.of("function", "deps", "checksum", "function-content-type")) {
      spec.putObject(name)
          .put("description", "Empty: the plugin packages compiled classes.")
          .put("const", "");
    }
    spec.putObject("deployment")
        .put("description", "Merged into the Deployment.")
        .put("type", "object");
    spec.putObject("service")
        .put("description", "Merged into the specification of the Service.")
        .put("type", "object");
  }
}
