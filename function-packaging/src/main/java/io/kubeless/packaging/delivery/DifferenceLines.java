package io.kubeless.packaging.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.deploy.FieldDifference;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.ObjectDifference;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.manifest.Yaml;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes the differences of a function's objects, for a terminal. Values that look like secrets are
 * masked: those whose name suggests one, private keys, tokens, and passwords in URLs.
 */
final class DifferenceLines {
  private static final String MASK = "***";
  private static final int LONGEST = 200;

  // A name may contain words, so "author" and "keyboard" are not secret.
  private static final Pattern NAME =
      Pattern.compile(
          "(?i)(.*[^a-z])?(pass(word|wd|phrase)?|secret|token|credentials?|api[-_.]?key|apikey"
              + "|private[-_.]?key|access[-_.]?key|pwd)([^a-z].*)?");
  private static final Pattern VALUE =
      Pattern.compile(
          "(?s).*(-----BEGIN |\\beyJ[\\w-]{8,}\\.[\\w-]+\\.|://[^/\\s:@]+:[^/\\s@]+@"
              + "|\\bAKIA[0-9A-Z]{16}\\b|\\bgh[pousr]_\\w{20,}|\\$(2[aby]|5|6)\\$).*");

  private DifferenceLines() {}

  /** Returns the lines about all objects that would change. */
  static List<String> of(List<ObjectDifference> differences, Style style) {
    List<String> lines = new ArrayList<>();
    for (ObjectDifference each : differences) {
      if (each.change().action() != ObjectChange.Action.SAME) {
        lines.add(heading(each.change(), style));
        each.fields().forEach(field -> lines.addAll(lines(field, style)));
        each.created().ifPresent(object -> lines.addAll(lines(object, style)));
      }
    }
    return lines;
  }

  private static String heading(ObjectChange change, Style style) {
    String line = style.printable(change.line());
    return switch (change.action()) {
      case CREATED -> style.good(line);
      case PRUNED -> style.bad(line);
      default -> style.warning(line);
    };
  }

  private static List<String> lines(FieldDifference field, Style style) {
    boolean secret = isSecret(field.path()) || isSecret(field.before()) || isSecret(field.after());
    List<String> lines = new ArrayList<>();
    lines.add("    " + style.printable(field.path()));
    field
        .before()
        .ifPresent(value -> lines.add(style.bad("      - " + text(value, secret, style))));
    field
        .after()
        .ifPresent(value -> lines.add(style.good("      + " + text(value, secret, style))));
    return lines;
  }

  /** Returns a new object as YAML, without what its heading contains. */
  private static List<String> lines(KubernetesObject object, Style style) {
    Map<String, Object> content = new LinkedHashMap<>(object.content());
    content.keySet().removeAll(List.of("apiVersion", "kind"));
    if (content.get("metadata") instanceof Map<?, ?> metadata) {
      Map<Object, Object> rest = new LinkedHashMap<>(metadata);
      rest.keySet().removeAll(List.of("name", "namespace"));
      content.put("metadata", rest);
    }
    Map<String, Object> masked = new LinkedHashMap<>();
    content.forEach((name, value) -> masked.put(name, masked(name, value)));
    return style
        .printable(Yaml.write(masked))
        .lines()
        .map(line -> style.good("    " + line))
        .toList();
  }

  /** Returns a value whose secrets are masked, and whose texts are not too long. */
  private static Object masked(String path, @Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> members = new LinkedHashMap<>();
      map.forEach((name, each) -> members.put(name.toString(), masked(path + "." + name, each)));
      return members;
    }
    if (value instanceof List<?> list) {
      return list.stream().map(each -> masked(path + "[" + name(each) + "]", each)).toList();
    }
    String text = String.valueOf(value);
    if (isSecret(path) || VALUE.matcher(text).matches()) {
      return MASK;
    }
    return value instanceof String && text.length() > LONGEST
        ? text.substring(0, LONGEST) + "…"
        : value == null ? text : value;
  }

  private static Object name(Object element) {
    return element instanceof Map<?, ?> map && map.get("name") != null ? map.get("name") : "";
  }

  private static boolean isSecret(String path) {
    for (String name : path.split("[.\\[\\]]")) {
      if (NAME.matcher(name.replaceAll("([a-z])([A-Z])", "$1_$2")).matches()) {
        return !path.matches("(?i).*(secretKeyRef|secretName|secretRef|imagePullSecrets).*")
            && !path.matches("(.*\\.)?automountServiceAccountToken");
      }
    }
    return false;
  }

  private static boolean isSecret(Optional<JsonNode> value) {
    return value.filter(each -> VALUE.matcher(each.toString()).matches()).isPresent();
  }

  private static String text(JsonNode value, boolean secret, Style style) {
    if (secret) {
      return MASK;
    }
    String text = style.printable(value.isTextual() ? value.asText() : value.toString());
    String line = text.replace("\n", "\\n").replace("\t", "\\t");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
