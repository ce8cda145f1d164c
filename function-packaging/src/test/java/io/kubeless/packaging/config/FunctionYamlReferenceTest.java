package io.kubeless.packaging.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.GoldenFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The documentation of {@code function.yaml} and its JSON Schema say what {@link Keys} say. */
class FunctionYamlReferenceTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Path DOCS = Path.of("../docs");
  private static final String BEGIN = "<!-- keys -->\n";
  private static final String END = "<!-- /keys -->\n";

  @Test
  void theTableListsEveryKey() throws IOException {
    Path file = DOCS.resolve("function-yaml.md");
    String text = Files.readString(file);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    StringBuilder table = new StringBuilder("| key | is a | when unset | meaning | example |\n");
    table.append("| --- | --- | --- | --- | --- |\n");
    for (Key key : Keys.ALL) {
      table.append("| `").append(key.path()).append("` | ").append(key.type().text());
      table.append(" | ").append(key.otherwise()).append(" | ").append(key.description());
      table.append(" | `").append(key.example()).append("` |\n");
    }
    GoldenFiles.check(file, text.substring(0, begin) + table + text.substring(end));
  }

  @Test
  void theSchemaListsEveryKey() throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    root.put("title", "function.yaml");
    root.put("type", "object");
    root.put("additionalProperties", false);
    ObjectNode properties = root.putObject("properties");
    for (Key key : Keys.ALL) {
      String[] parts = key.path().split("\\.", 2);
      ObjectNode parent = properties;
      if (parts.length == 2) {
        ObjectNode object = properties.withObject("/" + parts[0]);
        object.put("type", "object").put("additionalProperties", false);
        parent = object.withObject("/properties");
      }
      ObjectNode property = parent.putObject(parts[parts.length - 1]);
      property.put("description", key.description() + " Unset: " + key.otherwise() + ".");
      type(property, key);
    }
    GoldenFiles.check(DOCS.resolve("function.schema.json"), JSON.writeValueAsString(root) + "\n");
  }

  private static void type(ObjectNode property, Key key) {
    switch (key.type()) {
      case TEXT -> property.put("type", "string");
      case NUMBER -> property.put("type", "integer").put("minimum", 0);
      case DURATION, QUANTITY -> property.putArray("type").add("string").add("number");
      case MAP -> property.put("type", "object");
      case LIST -> property.put("type", "array").putObject("items").put("type", "string");
      case RUN -> property.putArray("enum").add("service").add("once");
      case PEERS -> {
        ObjectNode peer = property.put("type", "array").putObject("items");
        peer.put("type", "object").put("additionalProperties", false).put("minProperties", 1);
        ObjectNode peers = peer.putObject("properties");
        for (String name : new String[] {"podSelector", "namespaceSelector", "ipBlock"}) {
          peers.putObject(name).put("type", "object");
        }
      }
      case TRIGGERS -> triggers(property.put("type", "array").putObject("items"));
    }
  }

  private static void triggers(ObjectNode item) {
    item.put("type", "object").put("additionalProperties", false);
    ObjectNode properties = item.putObject("properties");
    properties.putObject("type").put("type", "string");
    properties.putObject("metadata").put("type", "object");
    for (String type : new String[] {"cronjob", "CronJobSource", "http"}) {
      ObjectNode object = properties.putObject(type);
      object.putArray("type").add("object").add("null");
      object.put("additionalProperties", false);
      for (String key : Triggers.KEYS.get(type.replace("CronJobSource", "cronjob"))) {
        object.withObject("/properties").putObject(key);
      }
    }
  }

  @Test
  void everyTriggersKeyIsInTheGuide() throws IOException {
    String text = Files.readString(DOCS.resolve("function-yaml.md"));
    Triggers.KEYS.forEach(
        (type, keys) ->
            keys.forEach(key -> assertThat(text).contains("| `" + type + "` | `" + key + "` |")));
  }
}
