package io.kubeless.packaging.config;

import java.util.SortedMap;
import java.util.regex.Pattern;

/**
 * Reads labels and annotations.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set">Labels</a>
 */
final class LabelsReader {
  private static final Pattern LABEL_KEY =
      Pattern.compile(
          "([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

  private LabelsReader() {}

  static SortedMap<String, String> read(Values values, String key) {
    SortedMap<String, String> labels = values.map(key);
    Values entries = values.below(key);
    labels.forEach(
        (name, value) -> {
          if (!LABEL_KEY.matcher(name).matches()) {
            entries.wrong(name, "is not valid", "a name, or domain/name, is", "rename it");
          } else if (name.equals("created-by")
              || name.equals("function")
              || name.startsWith("kubeless.io/")
              || name.startsWith("app.kubernetes.io/")) {
            entries.wrong(name, "belongs to the plugin", "objects are found by it", "rename it");
          } else if (key.equals("labels") && !LABEL_VALUE.matcher(value).matches()) {
            entries.wrong(
                name,
                "is not valid: " + value,
                "63 letters, digits, dashes, dots and underscores are allowed",
                "make it an annotation");
          }
        });
    return labels;
  }
}
