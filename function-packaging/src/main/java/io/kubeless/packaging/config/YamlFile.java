package io.kubeless.packaging.config;

import static io.kubeless.packaging.model.Argument.buildFile;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads a YAML file with the positions of all values. Anchors, aliases and merge keys are resolved.
 * Top-level keys that begin with {@code x-} are omitted, so that they can define anchors.
 *
 * @see <a href="https://yaml.org/type/merge.html">Merge keys</a>
 */
final class YamlFile {
  private final String name;
  private final ProjectProperties properties;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Problem> problems = new LinkedHashSet<>(); // an alias repeats its problems

  private YamlFile(String name, ProjectProperties properties) {
    this.name = name;
    this.properties = properties;
  }

  /**
   * Reads a file that contains one map. An empty file contains an empty map.
   *
   * @throws ProblemException if it is not valid YAML, or not a map
   */
  static Mapping read(Path file, Project project) throws IOException {
    String name = project.name(file);
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_YAML, "The file is not UTF-8")
              .at("%s", name)
              .because("YAML is read as UTF-8")
              .remedy("save it as UTF-8"),
          e);
    }
    return new YamlFile(name, new ProjectProperties(project.coordinates())).parse(text);
  }

  private Mapping parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(50);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        return Mapping.empty(Origin.of(name));
      }
      ConfigNode content = node(root);
      if (!problems.isEmpty()) {
        throw new ProblemException(List.copyOf(problems));
      }
      if (content instanceof Mapping mapping) {
        return withoutExtensions(mapping);
      }
      throw new ProblemException(
          Problem.of(
                  ErrorCode.INVALID_YAML,
                  "The file contains %s",
                  root instanceof SequenceNode ? "a list" : "one value")
              .at(at(root))
              .because("keys and their values are expected")
              .remedy(
                  "write for example %s",
                  name.endsWith(ConfigFiles.FUNCTION)
                      ? "memory: 256Mi"
                      : "metadata: {annotations: {acme.com/team: blue}}"));
    } catch (MarkedYAMLException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_YAML, "The file is not valid YAML")
              .at(at(e.getProblemMark()))
              .because(Message.verbatim(sentence(e)))
              .remedy(
                  "indent with spaces, and quote values that contain ': ', ' #', or in braces '{'"));
    } catch (YAMLException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_YAML, "The file is not valid YAML")
              .at(Origin.of(name))
              .because(Message.verbatim(String.valueOf(e.getMessage())))
              .remedy("use fewer aliases and less nesting"));
    }
  }

  private static Mapping withoutExtensions(Mapping mapping) {
    Mapping known = mapping;
    for (String key : mapping.entries().keySet()) {
      known = key.startsWith("x-") ? known.without(key) : known;
    }
    return known;
  }

  private static String sentence(MarkedYAMLException e) {
    String context = e.getContext();
    return (context == null ? "" : context + ", ") + e.getProblem();
  }

  private ConfigNode node(Node node) {
    if (!open.add(node)) {
      problems.add(
          Problem.of(ErrorCode.INVALID_YAML, "An alias contains itself")
              .at(at(node))
              .because("the value would be infinite")
              .remedy("write the value out"));
      return new Scalar("", "", at(node));
    }
    try {
      if (node instanceof MappingNode mapping) {
        requireTag(node, node.getTag().equals(Tag.MAP));
        return mapping(mapping);
      }
      if (node instanceof SequenceNode sequence) {
        requireTag(node, node.getTag().equals(Tag.SEQ));
        return new Sequence(sequence.getValue().stream().map(this::node).toList(), at(node));
      }
      return scalar((ScalarNode) node);
    } finally {
      open.remove(node);
    }
  }

  private Scalar scalar(ScalarNode node) {
    boolean known = YamlScalars.known(node.getTag());
    requireTag(node, known);
    String text = properties.replace(node.getValue());
    properties
        .unknown(node.getValue())
        .ifPresent(
            reference ->
                problems.add(
                    Problem.of(ErrorCode.INVALID_VALUE, "%s is not replaced", reference)
                        .at(at(node))
                        .because(
                            "only ${project.groupId}, ${project.artifactId} and ${project.version} are replaced")
                        .remedy("write the value itself, or set the key in %s", buildFile())));
    boolean plain = !known || !text.equals(node.getValue());
    return new Scalar(text, plain ? text : YamlScalars.value(node), at(node));
  }

  private void requireTag(Node node, boolean known) {
    if (!known) {
      String tag = node.getTag().getValue().replaceFirst("^" + Tag.PREFIX, "!!");
      problems.add(
          Problem.of(ErrorCode.INVALID_YAML, "The tag %s is not supported", tag)
              .at(at(node))
              .because("values are texts, numbers, booleans, lists and maps")
              .remedy(
                  tag.equals("!!binary")
                      ? Message.of("put the bytes into a file in config/")
                      : Message.of(
                          "write the value itself; quote it if it begins with an exclamation mark")));
    }
  }

  private Mapping mapping(MappingNode node) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, Origin> keys = new LinkedHashMap<>();
    List<Mapping> merged = new ArrayList<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        problems.add(
            Problem.of(ErrorCode.INVALID_YAML, "A key is a list or a map")
                .at(at(tuple.getKeyNode()))
                .because("a key is a text")
                .remedy("quote the key"));
        continue;
      }
      Origin where = at(key);
      if (keys.putIfAbsent(key.getValue(), where) != null) {
        problems.add(
            Problem.of(ErrorCode.INVALID_YAML, "The key %s occurs twice", key.getValue())
                .at(where)
                .because("its first value is at %s", keys.get(key.getValue()))
                .remedy("remove one of the two"));
      }
      if (key.getTag().equals(Tag.MERGE)) {
        keys.remove(key.getValue());
        merged.addAll(merged(tuple.getValueNode()));
      } else {
        entries.put(key.getValue(), node(tuple.getValueNode()));
      }
    }
    for (Mapping each : merged) {
      each.entries()
          .forEach(
              (key, value) -> {
                if (entries.putIfAbsent(key, value) == null) {
                  keys.put(key, each.keyOrigin(key));
                }
              });
    }
    return new Mapping(entries, keys, at(node));
  }

  /** Returns the maps that a merge key names, in the order of precedence. */
  private List<Mapping> merged(Node node) {
    ConfigNode value = node(node);
    List<ConfigNode> items = value instanceof Sequence list ? list.items() : List.of(value);
    List<Mapping> maps = new ArrayList<>();
    for (ConfigNode item : items) {
      if (item instanceof Mapping map) {
        maps.add(map);
      } else {
        problems.add(
            Problem.of(ErrorCode.INVALID_YAML, "A merge key has a value that is not a map")
                .at(item.origin())
                .because("<< merges the entries of one map, or of a list of maps")
                .remedy(
                    "write <<: *anchor, with &anchor before a map; quote \"<<\" for a key of that name"));
      }
    }
    return maps;
  }

  private Origin at(Node node) {
    return at(node.getStartMark());
  }

  private Origin at(@Nullable Mark mark) {
    return mark == null
        ? Origin.of(name)
        : new Origin(name, mark.getLine() + 1, mark.getColumn() + 1);
  }
}
