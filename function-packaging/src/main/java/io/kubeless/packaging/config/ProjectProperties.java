package io.kubeless.packaging.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The properties of the Maven project that YAML files may use: {@code ${project.groupId}}, {@code
 * ${project.artifactId}} and {@code ${project.version}}. Any other {@code ${…}} is not replaced, so
 * that the function can read it.
 */
final class ProjectProperties {
  private static final Pattern REFERENCE = Pattern.compile("\\$\\{project\\.([^}]*)}");

  private final Map<String, String> values;

  ProjectProperties(Coordinates project) {
    this.values =
        Map.of(
            "groupId", project.groupId(),
            "artifactId", project.artifactId(),
            "version", project.version());
  }

  /** Returns a text with the properties replaced by their values. */
  String replace(String text) {
    return REFERENCE
        .matcher(text)
        .replaceAll(
            each -> Matcher.quoteReplacement(values.getOrDefault(each.group(1), each.group())));
  }

  /**
   * Returns the first property of the project that YAML files may not use, empty if there is none.
   */
  Optional<String> unknown(String text) {
    return REFERENCE
        .matcher(text)
        .results()
        .filter(each -> !values.containsKey(each.group(1)))
        .map(each -> each.group())
        .findFirst();
  }
}
