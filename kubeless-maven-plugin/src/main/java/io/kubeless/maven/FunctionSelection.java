package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.Argument;
import io.kubeless.packaging.model.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The settings by which {@code invoke} finds a function that this build has deployed. */
final class FunctionSelection {
  private static final List<String> PLACE = List.of("context", "namespace", "env");

  private FunctionSelection() {}

  /**
   * Returns the settings.
   *
   * @param commandLine the properties of this build
   * @param several whether {@code invoke} requires the function's name
   */
  static List<Argument> of(Function function, Properties commandLine, boolean several) {
    List<Argument> settings = new ArrayList<>();
    for (String name : PLACE) {
      String value = commandLine.getProperty("kubeless." + name, "");
      if (!value.isBlank()) {
        settings.add(setting(name, value));
      }
    }
    if (several || commandLine.containsKey("kubeless.name")) {
      settings.add(setting("name", function.name()));
    }
    return settings;
  }
}
