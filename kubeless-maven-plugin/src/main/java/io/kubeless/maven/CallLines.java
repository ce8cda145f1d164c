package io.kubeless.maven;

import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.PlainType;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates the lines that report how to call a deployed function. */
final class CallLines {
  /** The properties by which {@code invoke} finds the deployed function. */
  private static final List<String> PLACE =
      List.of(Setting.CONTEXT.property(), "kubeless.namespace", Setting.OVERLAY.property());

  private CallLines() {}

  /**
   * Returns the lines.
   *
   * @param function the function, with the namespace of the deployment
   * @param commandLine the properties of this build
   * @param several whether {@code invoke} requires the function's name
   */
  static List<String> of(Function function, Properties commandLine, boolean several) {
    List<String> lines = new ArrayList<>();
    if (!function.runtime().once()) {
      lines.add(
          "call      in cluster http://"
              + function.name()
              + "."
              + function.namespace().orElseThrow()
              + ":"
              + Names.SERVICE_PORT
              + "   from here: "
              + command(function, commandLine, several));
    }
    for (TriggerRenderer each : function.exposure().renderers()) {
      each.calls(function).forEach(call -> lines.add("call      " + call));
    }
    return lines;
  }

  private static String command(Function function, Properties commandLine, boolean several) {
    Stream<String> place =
        PLACE.stream()
            .filter(name -> !commandLine.getProperty(name, "").isBlank())
            .map(name -> " -D" + name + "=" + commandLine.getProperty(name));
    String name =
        several || commandLine.containsKey("kubeless.name")
            ? " -Dkubeless.name=" + function.name()
            : "";
    return "mvn kubeless:invoke" + place.collect(Collectors.joining()) + name + data(function);
  }

  /** Returns a body that the function's input type accepts. */
  private static String data(Function function) {
    String type = function.handler().input().orElse(String.class.getName());
    if (type.equals(Void.class.getName())) {
      return "";
    }
    String body =
        PlainType.of(type)
            ? "Duke"
            : type.matches("java\\.util\\.(List|Set|Collection)\\b.*|.*\\[\\]") ? "[]" : "{}";
    return " -D" + Setting.DATA.property() + "=" + body;
  }
}
