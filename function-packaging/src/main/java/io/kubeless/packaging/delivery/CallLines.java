package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.manifest.HttpAuth;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Argument;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.PlainType;
import java.util.ArrayList;
import java.util.List;

/** Creates the lines that report how to call a deployed function. */
public final class CallLines {
  private CallLines() {}

  /**
   * Returns the lines.
   *
   * @param function the function, with the namespace of the deployment
   * @param selection the settings by which the goal {@code invoke} finds the function
   */
  public static List<Message> of(Function function, List<Argument> selection) {
    List<Message> lines = new ArrayList<>();
    if (!function.runtime().once()) {
      lines.add(
          Message.of(
              "call      in cluster http://%s.%s:%s   from here: %s",
              function.name(),
              function.namespace().orElseThrow(),
              Names.SERVICE_PORT,
              command(function, selection)));
    }
    for (TriggerRenderer each : function.exposure().renderers()) {
      each.calls(function).forEach(call -> lines.add(Message.of("call      %s", call)));
    }
    return lines;
  }

  private static Message command(Function function, List<Argument> selection) {
    List<Argument> words = new ArrayList<>();
    words.add(goals("invoke"));
    words.addAll(selection);
    String data = data(function);
    if (!data.isEmpty()) {
      words.add(setting("data", data));
    }
    HttpTrigger.auth(function)
        .ifPresent(auth -> words.add(Credentials.setting(auth.type().equals(HttpAuth.BASIC))));
    return new Message("%s ".repeat(words.size()).strip(), words);
  }

  /** Returns a body that the function's input type accepts; empty if it takes none. */
  private static String data(Function function) {
    String type = function.handler().input().orElse(String.class.getName());
    if (type.equals(Void.class.getName())) {
      return "";
    }
    return PlainType.of(type)
        ? "Duke"
        : type.matches("java\\.util\\.(List|Set|Collection)\\b.*|.*\\[\\]") ? "[]" : "{}";
  }
}
