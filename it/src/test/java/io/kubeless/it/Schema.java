package io.kubeless.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The JSON schemas that are published with the documentation. */
final class Schema {
  private final JsonSchema schema;

  Schema(String name) throws IOException {
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(Files.readString(Projects.ROOT.resolve("docs").resolve(name)));
  }

  /**
   * Returns the differences of a JSON or YAML file from its schema, after the merge keys of YAML
   * ({@code <<}) were applied, as the plugin and editors apply them.
   */
  List<String> problems(Path file) throws IOException {
    Object content;
    try (Reader reader = Files.newBufferedReader(file)) {
      content = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
    }
    return content == null
        ? List.of()
        : schema.validate(new ObjectMapper().<JsonNode>valueToTree(content)).stream()
            .map(Object::toString)
            .sorted()
            .toList();
  }
}
