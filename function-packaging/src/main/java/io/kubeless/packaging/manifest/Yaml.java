package io.kubeless.packaging.manifest;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Writes objects as YAML that all YAML readers of Kubernetes interpret in the same way. */
public final class Yaml {
  // Texts that some readers interpret as a number, a boolean or null.
  private static final Pattern AMBIGUOUS =
      Pattern.compile(
          "[-+.]?[0-9][0-9_,.:]*([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[yYnN~]|"
              + "(?i:yes|no|on|off|true|false|null|[-+]?\\.inf|\\.nan)");

  private Yaml() {}

  /** Returns a document. */
  public static String write(Map<String, Object> content) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setIndent(2);
    options.setIndicatorIndent(0);
    options.setWidth(4096);
    options.setSplitLines(false);
    options.setLineBreak(DumperOptions.LineBreak.UNIX);
    return new org.yaml.snakeyaml.Yaml(new Texts(options), options).dump(content);
  }

  /**
   * Reads an object, such as one that {@link #write} has written.
   *
   * @throws IllegalArgumentException if it is not one map in YAML
   */
  public static Map<String, Object> read(String text) {
    try {
      Object content =
          new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      if (content instanceof Map<?, ?> map) {
        Map<String, Object> fields = new LinkedHashMap<>();
        map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        return fields;
      }
      throw new IllegalArgumentException("it is not an object");
    } catch (YAMLException e) {
      throw new IllegalArgumentException("it is not YAML", e);
    }
  }

  private static final class Texts extends Representer {
    Texts(DumperOptions options) {
      super(options);
      representers.put(String.class, data -> text((String) data));
    }

    private Node text(String text) {
      if (AMBIGUOUS.matcher(text).matches() || text.isEmpty()) {
        return representScalar(Tag.STR, text, DumperOptions.ScalarStyle.DOUBLE_QUOTED);
      }
      boolean block = text.indexOf('\n') >= 0 && printable(text);
      return representScalar(
          Tag.STR,
          text,
          block ? DumperOptions.ScalarStyle.LITERAL : DumperOptions.ScalarStyle.PLAIN);
    }

    private static boolean printable(String text) {
      return text.chars().allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7F))
          && !text.startsWith(" ")
          && !text.startsWith("\n")
          && !text.contains(" \n");
    }
  }
}
