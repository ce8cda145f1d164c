package io.kubeless.packaging.config;

import io.kubeless.packaging.config.ConfigNode.Mapping;
import io.kubeless.packaging.config.ConfigNode.Scalar;
import io.kubeless.packaging.config.ConfigNode.Sequence;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
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

/** Reads a YAML file and keeps the position of everything in it. */
final class YamlFile {
  private final String name;
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

  private YamlFile(String name) {
    this.name = name;
  }

  /**
   * Reads a file that holds one map; an empty file holds an empty one.
   *
   * @param name how messages call the file
   * @throws ProblemException when it is no YAML, or no map
   */
  static Mapping read(Path file, String name) throws IOException {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new ProblemException(
          Problem.inProject(
              303, "The file is not UTF-8", name, "YAML is read as UTF-8", "save it as UTF-8"),
          e);
    }
    return new YamlFile(name).parse(text);
  }

  private Mapping parse(String text) {
    LoaderOptions options = new LoaderOptions();
    options.setMaxAliasesForCollections(50);
    try {
      Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        return Mapping.empty(Origin.of(name));
      }
      if (node(root) instanceof Mapping mapping) {
        return mapping;
      }
      throw problem(at(root), "The file holds no map", "it begins with something else", "name: …");
    } catch (MarkedYAMLException e) {
      throw problem(
          at(e.getProblemMark()),
          "The file is no YAML",
          sentence(e),
          "indent with spaces, and quote values that hold ': ' or ' #'");
    } catch (YAMLException e) {
      throw problem(
          Origin.of(name), "The file is no YAML", String.valueOf(e.getMessage()), "keep it simple");
    }
  }

  private static String sentence(MarkedYAMLException e) {
    String context = e.getContext();
    return (context == null ? "" : context + ", ") + e.getProblem();
  }

  private static ProblemException problem(Origin where, String what, String why, String remedy) {
    return new ProblemException(Problem.inProject(303, what, where.toString(), why, remedy));
  }

  private ConfigNode node(Node node) {
    if (!open.add(node)) {
      throw problem(at(node), "The file is no tree", "an alias contains itself", "write it out");
    }
    try {
      if (node instanceof MappingNode mapping) {
        return mapping(mapping);
      }
      if (node instanceof SequenceNode sequence) {
        return new Sequence(sequence.getValue().stream().map(this::node).toList(), at(node));
      }
      ScalarNode scalar = (ScalarNode) node;
      return new Scalar(scalar.getValue(), value(scalar), at(node));
    } finally {
      open.remove(node);
    }
  }

  private Mapping mapping(MappingNode node) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, Origin> keys = new LinkedHashMap<>();
    for (NodeTuple tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw problem(at(tuple.getKeyNode()), "A key is no text", "keys are single words", "");
      }
      Origin where = at(key);
      if (keys.putIfAbsent(key.getValue(), where) != null) {
        throw problem(
            where,
            "The key " + key.getValue() + " stands twice",
            "it stands at " + keys.get(key.getValue()) + " already",
            "remove one of the two");
      }
      entries.put(key.getValue(), node(tuple.getValueNode()));
    }
    return new Mapping(entries, keys, at(node));
  }

  private static @Nullable Object value(ScalarNode node) {
    String text = node.getValue();
    Tag tag = node.getTag();
    if (tag.equals(Tag.NULL)) {
      return null;
    }
    if (tag.equals(Tag.BOOL)) {
      return List.of("true", "yes", "on").contains(text.toLowerCase(java.util.Locale.ROOT));
    }
    try {
      if (tag.equals(Tag.INT)) {
        return Long.decode(text.replace("_", ""));
      }
      if (tag.equals(Tag.FLOAT)) {
        return Double.valueOf(text.replace("_", ""));
      }
    } catch (NumberFormatException e) {
      return text; // a form of YAML 1.1 that nobody means, such as 1:30
    }
    return text;
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
