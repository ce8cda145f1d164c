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
import io.kubeless.runtime.RuntimeContract;
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

  /** Returns the line for a function whose project is not present. */
  public static List<Message> inCluster(Function function) {
    return function.runtime().once()
        ? List.of()
        : List.of(
            Message.of(
                "call      in cluster http://%s.%s:%s",
                function.name(), function.namespace().orElseThrow(), Names.SERVICE_PORT));
  }

  /**
   * Returns the lines for a function that runs on this machine.
   *
   * @param selection the settings by which the goal {@code invoke} finds the function
   */
  public static List<Message> local(Function function, int port, List<Argument> selection) {
    List<Message> lines = new ArrayList<>();
    lines.add(Message.of("call      curl %shttp://localhost:%s/", options(function), port));
    for (String source : EventTarget.sources(function, true)) {
      List<Argument> words = new ArrayList<>(selection);
      words.add(setting("trigger", source));
      lines.add(Message.of("call      %s", sentence(invoke(function, words))));
    }
    for (String source : EventTarget.sources(function, false)) {
      lines.add(
          Message.of(
              "off       %s: add servers, or select an overlay that has them: %s",
              source, setting("env", "local")));
    }
    for (TriggerRenderer each : function.exposure().renderers()) {
      for (TriggerRenderer.Unsent event : each.unsent(function)) {
        List<Argument> words = new ArrayList<>(List.of(goals("invoke"), setting("local")));
        if (port != RuntimeContract.DEFAULT_PORT) {
          words.add(setting("port", port));
        }
        event.body().ifPresent(body -> words.add(setting("data", quoted(body))));
        lines.add(
            Message.of(
                "off       %s: no schedule runs here; send the event: %s",
                event.what(), sentence(words)));
      }
    }
    return lines;
  }

  /** Returns a word of a POSIX shell. */
  private static String quoted(String text) {
    return text.matches("[\\w./:@%+=-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  /** Returns the options of curl for a body and a login, each followed by a space. */
  private static String options(Function function) {
    StringBuilder options = new StringBuilder();
    HttpTrigger.auth(function)
        .ifPresent(
            auth ->
                options.append(Credentials.option(auth.type().equals(HttpAuth.BASIC))).append(' '));
    String data = data(function);
    if (data.matches("[\\[{].*")) {
      options.append("-H \"Content-Type: application/json\" -d \"").append(data).append("\" ");
    } else if (!data.isEmpty()) {
      options.append("-d ").append(data).append(' ');
    }
    return options.toString();
  }

  private static Message command(Function function, List<Argument> selection) {
    List<Argument> words = invoke(function, selection);
    HttpTrigger.auth(function)
        .ifPresent(auth -> words.add(Credentials.setting(auth.type().equals(HttpAuth.BASIC))));
    return sentence(words);
  }

  private static List<Argument> invoke(Function function, List<Argument> settings) {
    List<Argument> words = new ArrayList<>();
    words.add(goals("invoke"));
    words.addAll(settings);
    String data = data(function);
    if (!data.isEmpty()) {
      words.add(setting("data", data));
    }
    return words;
  }

  private static Message sentence(List<Argument> words) {
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
