package io.kubeless.packaging.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.StableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code result.json}, which contains the results of the goals for the functions of a module, for
 * scripts.
 */
public final class ResultFile {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int SCHEMA_VERSION = 1;

  private final Path file;

  /** Creates the results in the file of an output directory. A missing file counts as empty. */
  public ResultFile(Path output) {
    this.file = output.resolve("result.json");
  }

  /** Returns the digest that an earlier goal has built or pushed. */
  public Optional<String> digest(String function, String kind) throws IOException {
    String digest = entry(read(), function).path("image").path(kind).asText("");
    return digest.isEmpty() ? Optional.empty() : Optional.of(digest);
  }

  /**
   * Returns a function with its pushed image; the function itself if no image was pushed.
   *
   * @throws ProblemException if the pushed image has another name
   */
  public Function pushed(Function function) throws IOException {
    JsonNode image = entry(read(), function.name()).path("image");
    String digest = image.path("pushed").asText("");
    if (digest.isEmpty()) {
      return function;
    }
    String name = image.path("name").asText();
    if (!name.equals(function.image().name())) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.IMAGE_NAME_CHANGED,
                  "The image of %s was pushed under another name",
                  function.name())
              .at("%s", file)
              .because("pushed %s, configured %s", name, function.image().name())
              .remedy("use the same settings for push and apply, or push again"));
    }
    List<String> architectures = new ArrayList<>();
    image.path("architectures").forEach(each -> architectures.add(each.asText()));
    Image pushed = function.image().withDigest(digest);
    return function.withImage(
        architectures.isEmpty() ? pushed : pushed.withArchitectures(architectures));
  }

  /** Records an image; {@code kind} is {@code built} or {@code pushed}. */
  public void image(Function function, String kind, String digest, Optional<Path> tar)
      throws IOException {
    ObjectNode root = read();
    ObjectNode entry = describe(root, function);
    ObjectNode image = entry.withObject("/image");
    if (!image.path("name").asText().equals(function.image().name())) {
      image.remove("pushed"); // with the other name
    }
    image.put("name", function.image().name());
    function.image().architectures().forEach(image.putArray("architectures")::add);
    image.put(kind, digest);
    tar.ifPresent(path -> image.put("tar", path.toString()));
    write(root);
  }

  /** Records a deployment. */
  public void deployed(
      Function function, String target, ClusterConnection connection, Deployed deployed)
      throws IOException {
    ObjectNode root = read();
    ObjectNode entry = describe(root, function);
    ObjectNode node = entry.putObject("deployment");
    node.put("target", target);
    node.put("context", connection.context());
    node.put("namespace", connection.namespace());
    node.put("changed", !deployed.unchanged());
    if (!deployed.ready().isEmpty()) {
      node.put("ready", deployed.ready());
    }
    ArrayNode objects = node.putArray("objects");
    deployed
        .changes()
        .forEach(
            change ->
                objects
                    .addObject()
                    .put("kind", change.kind())
                    .put("name", change.name())
                    .put("action", change.action().text()));
    write(root);
  }

  /** Records that only manifests were written. */
  public void generated(Function function) throws IOException {
    ObjectNode root = read();
    describe(root, function);
    write(root);
  }

  private static ObjectNode describe(ObjectNode root, Function function) {
    ObjectNode entry = entry(root, function.name());
    entry.put("module", function.owner().name()); // the key of docs/result.schema.json
    entry.put("version", function.version());
    entry.put("handler", function.handler().name());
    return entry;
  }

  private static ObjectNode entry(ObjectNode root, String function) {
    ArrayNode functions = root.withArray("/functions");
    for (JsonNode each : functions) {
      if (each.path("name").asText().equals(function)) {
        return (ObjectNode) each;
      }
    }
    return functions.addObject().put("name", function);
  }

  private ObjectNode read() throws IOException {
    if (Files.exists(file) && JSON.readTree(file.toFile()) instanceof ObjectNode found) {
      return found;
    }
    return JSON.createObjectNode().put("schemaVersion", SCHEMA_VERSION);
  }

  private void write(ObjectNode root) throws IOException {
    Files.createDirectories(file.getParent());
    StableFile.write(file, JSON.writeValueAsString(root) + "\n");
  }
}
