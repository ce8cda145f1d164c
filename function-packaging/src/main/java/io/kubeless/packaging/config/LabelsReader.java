package io.kubeless.packaging.config;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Message;
import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Reads labels and annotations.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set">Labels</a>
 */
final class LabelsReader {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private LabelsReader() {}

  static SortedMap<String, String> labels(MappingReader values) {
    SortedMap<String, String> labels = values.map("labels");
    MappingReader entries = values.below("labels");
    labels.forEach(
        (name, value) -> {
          if (Names.RESERVED.contains(name)
              || (name.equals(Names.COMPONENT) && Names.RUN_COMPONENTS.contains(value))) {
            entries.wrong(
                name,
                Message.of("is set by the plugin"),
                Message.of("it identifies the function's objects and pods"),
                Message.of("choose another name"));
            return;
          }
          checkName(entries, name, name);
          if (!VALUE.matcher(value).matches()) {
            entries.wrong(
                name,
                Message.of("is not valid: %s", value),
                Message.of("63 letters, digits, dashes, dots and underscores are allowed"),
                Message.of("make it an annotation"));
          }
        });
    return labels;
  }

  static SortedMap<String, String> annotations(MappingReader values) {
    SortedMap<String, String> annotations = values.map("annotations");
    MappingReader entries = values.below("annotations");
    // The API server ignores the case of an annotation's name.
    annotations.keySet().forEach(key -> checkName(entries, key, key.toLowerCase(Locale.ROOT)));
    return annotations;
  }

  private static void checkName(MappingReader entries, String name, String compared) {
    String[] parts = compared.split("/", 2);
    boolean prefixed = parts.length == 2;
    if (!NAME.matcher(parts[parts.length - 1]).matches()
        || (prefixed && !DnsNames.SUBDOMAIN.matcher(parts[0]).matches())) {
      entries.wrong(
          name,
          Message.of("is not valid"),
          Message.of("a name, or a domain and a name, is expected"),
          Message.of("write for example team, or acme.com/team"));
    } else if (prefixed && parts[0].equals(Names.DOMAIN)) {
      entries.wrong(
          name,
          Message.of("is reserved"),
          Message.of("the labels of Kubeless use this domain"),
          Message.of("use your own domain"));
    }
  }
}
