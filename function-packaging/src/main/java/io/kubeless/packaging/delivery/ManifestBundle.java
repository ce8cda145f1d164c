package io.kubeless.packaging.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The manifests of an owner's pushed functions, with what is needed to deploy them without its
 * project: in the directory of the manifests, or in a zip file with the same content.
 *
 * @param source the directory or the zip file
 * @param overlay the overlay of the functions' configuration
 * @param functions the functions, whose manifests are present and complete
 * @param manifests their manifests, by function
 */
public record ManifestBundle(
    Path source,
    Optional<String> overlay,
    List<ConfiguredFunction> functions,
    Map<String, Map<Target, Manifests>> manifests) {
  /** The file that describes the functions. */
  static final String DESCRIPTION = "manifests.json";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final int SCHEMA_VERSION = 1;

  /** Copies the list and the map. */
  public ManifestBundle {
    functions = List.copyOf(functions);
    manifests = Map.copyOf(manifests);
  }

  /** Returns the delivery of its functions. */
  public Delivery delivery(
      Target target, DeployOptions options, Delivery.Cluster cluster, Path output) {
    return new Delivery(
        functions,
        target,
        options.withOverlay(overlay),
        cluster,
        output,
        (function, configured) -> manifests.getOrDefault(function.name(), Map.of()),
        function -> function.image().digest().orElseThrow());
  }

  /**
   * Describes manifests that {@link ManifestFiles} has written, and packs them.
   *
   * @param output the directory of the manifests, to which the description is added
   * @param functions all functions of an owner, with their digests
   * @param rendered their manifests, by function
   * @param zip the file that is written
   */
  public static void write(
      Path output,
      Optional<String> overlay,
      List<Function> functions,
      Map<String, Map<Target, Manifests>> rendered,
      Path zip)
      throws IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    ObjectNode root = JSON.createObjectNode().put("schemaVersion", SCHEMA_VERSION);
    overlay.ifPresent(name -> root.put("overlay", name));
    for (Function function : functions) {
      SortedMap<String, String> sums = new TreeMap<>();
      rendered
          .getOrDefault(function.name(), Map.of())
          .forEach(
              (target, manifests) ->
                  manifests
                      .toYaml()
                      .forEach(
                          (name, yaml) -> {
                            String file = function.name() + "/" + target.text() + "/" + name;
                            byte[] content = yaml.getBytes(StandardCharsets.UTF_8);
                            files.put(file, content);
                            sums.put(file, sha256(content));
                          }));
      PushedFunction.describe(root.withArray("/functions").addObject(), function, sums);
    }
    byte[] description = (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
    files.put(DESCRIPTION, description);
    Files.write(output.resolve(DESCRIPTION), description);
    BundleFiles.zip(files, zip);
  }

  /**
   * Reads a directory or a zip file.
   *
   * @throws io.kubeless.packaging.model.ProblemException if it does not contain exactly the files
   *     that were written
   */
  public static ManifestBundle read(Path source) throws IOException {
    SortedMap<String, byte[]> files = BundleFiles.read(source);
    byte[] description = files.remove(DESCRIPTION);
    if (description == null) {
      throw BundleFiles.refused(
          source, Message.of("it does not contain %s, which push writes", DESCRIPTION));
    }
    try {
      JsonNode root = JSON.readTree(description);
      if (root.path("schemaVersion").asInt() != SCHEMA_VERSION) {
        throw new IllegalArgumentException("schemaVersion is not " + SCHEMA_VERSION);
      }
      List<ConfiguredFunction> functions = new ArrayList<>();
      Map<String, Map<Target, Manifests>> manifests = new TreeMap<>();
      for (JsonNode entry : root.path("functions")) {
        PushedFunction pushed = PushedFunction.of(entry);
        functions.add(pushed.configured());
        manifests.put(pushed.function().name(), manifests(pushed, files, source));
      }
      if (functions.isEmpty()) {
        throw new IllegalArgumentException("it describes no function");
      }
      if (!files.isEmpty()) {
        throw BundleFiles.refused(
            source, Message.of("%s is not a manifest that was pushed", files.firstKey()));
      }
      return new ManifestBundle(
          source, Optional.ofNullable(root.path("overlay").textValue()), functions, manifests);
    } catch (JsonProcessingException e) {
      throw BundleFiles.refused(source, Message.of("%s is not JSON", DESCRIPTION));
    } catch (IllegalArgumentException e) {
      throw BundleFiles.refused(
          source, Message.of("%s: %s", DESCRIPTION, String.valueOf(e.getMessage())));
    }
  }

  /** Removes the files of a function from those that are left, and reads them. */
  private static Map<Target, Manifests> manifests(
      PushedFunction pushed, SortedMap<String, byte[]> left, Path source) {
    Map<Target, List<String>> texts = new EnumMap<>(Target.class);
    for (Target target : Target.values()) {
      texts.put(target, new ArrayList<>());
    }
    pushed
        .files()
        .forEach(
            (name, sum) -> {
              byte[] content = left.remove(name);
              if (content == null) {
                throw BundleFiles.refused(source, Message.of("%s is missing", name));
              }
              if (!sha256(content).equals(sum)) {
                throw BundleFiles.refused(
                    source, Message.of("%s has changed since it was pushed", name));
              }
              texts.forEach(
                  (target, list) -> {
                    if (name.contains("/" + target.text() + "/")) {
                      list.add(new String(content, StandardCharsets.UTF_8));
                    }
                  });
            });
    Map<Target, Manifests> manifests = new EnumMap<>(Target.class);
    texts.forEach(
        (target, list) -> {
          if (list.isEmpty()) {
            throw BundleFiles.refused(
                source,
                Message.of(
                    "%s has no manifest for target %s", pushed.function().name(), target.text()));
          }
          manifests.put(target, Manifests.read(pushed.function().name(), list));
        });
    return manifests;
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
