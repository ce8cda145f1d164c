package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.delivery.CallRequest;
import io.kubeless.packaging.delivery.CallResult;
import io.kubeless.packaging.delivery.CloudEventAttributes;
import io.kubeless.packaging.delivery.RequestHeaders;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls a function and reports its response. */
final class Invocation {
  private final GoalContext goal;

  Invocation(GoalContext goal) {
    this.goal = goal;
  }

  /** Sends the request and prints the response. */
  void run() throws IOException {
    GoalSettings settings = goal.settings();
    FunctionCall call = request(settings).call();
    if (settings.flag(Setting.LOCAL)) {
      report(CallResult.local(settings.port(), call));
      return;
    }
    List<OneFunction> all = goal.modules().named();
    OneFunction one =
        OneFunction.only(all, Message.of("name it: %s", setting("name", all.get(0).name())));
    Function function = one.configured().function();
    Requirements.requireService(one.configured());
    try (ClusterConnection connection = one.module().settings().connect(function.namespace())) {
      report(CallResult.deployed(connection, function, call));
    }
  }

  private void report(CallResult result) {
    byte[] body = result.body(TerminalStyle.of(goal.session()).readable());
    System.out.write(body, 0, body.length);
    System.out.println();
    result.lines().forEach(goal.log()::info);
    result.requireSuccess();
  }

  /** Returns the request that the settings describe. */
  static CallRequest request(GoalSettings settings) {
    Optional<String> data = settings.text(Setting.DATA);
    Optional<String> named =
        data.filter(text -> text.startsWith("@")).map(text -> text.substring(1));
    return new CallRequest(
        named.isPresent() ? "" : data.orElse(""),
        named.or(() -> settings.text(Setting.FILE)).map(settings.directory()::resolve),
        settings.text(Setting.PATH).orElseThrow(),
        settings.text(Setting.METHOD),
        RequestHeaders.parse(
            settings.text(Setting.HEADERS).orElse(""), settings.origin(Setting.HEADERS)),
        cloudEvent(settings));
  }

  /** Returns the attributes of the CloudEvent; absent if the event is not one. */
  static Optional<Map<String, String>> cloudEvent(GoalSettings settings) {
    return settings
        .text(Setting.CLOUD_EVENT)
        .map(text -> text.equals("true") ? "" : text)
        .map(text -> CloudEventAttributes.parse(text, settings.origin(Setting.CLOUD_EVENT)));
  }
}
