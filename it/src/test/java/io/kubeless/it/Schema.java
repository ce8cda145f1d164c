package io.kubeless.it;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JSON schemas that are published with the documentation. */
final class Schema {
  private final JsonSchema schema;

  Schema(String name) throws IOException {
    schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
            .getSchema(Files.readString(Projects.ROOT.resolve("docs").resolve(name)));
  }

  /** Returns the differences of a JSON or YAML file from its schema. */
  List<String> problems(Path file) throws IOException {
    var tree = new ObjectMapper(new YAMLFactory()).readTree(file.toFile());
    return tree.isMissingNode()
        ? List.of()
        : schema.validate(tree).stream().map(Object::toString).sorted().toList();
  }
}
