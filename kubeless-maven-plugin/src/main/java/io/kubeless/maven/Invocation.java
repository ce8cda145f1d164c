package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.delivery.CallRequest;
import io.kubeless.packaging.delivery.LocalCall;
import io.kubeless.packaging.delivery.RequestHeaders;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Calls a function and reports its response. */
final class Invocation {
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_FAILURE_OF_THE_FUNCTION = 500;
  private static final Pattern OF_THE_API_SERVER =
      Pattern.compile("(?i)Audit-Id|X-Kubernetes-Pf-.*");

  private final GoalContext goal;

  Invocation(GoalContext goal) {
    this.goal = goal;
  }

  /** Sends the request and prints the response. */
  void run() throws IOException {
    GoalSettings settings = goal.settings();
    FunctionCall call = request(settings).call();
    if (settings.flag(Setting.LOCAL)) {
      report(
          LocalCall.send(settings.port(), call),
          call.method() + " http://localhost:" + settings.port() + call.path(),
          "the log of mvn kubeless:run");
      return;
    }
    List<OneFunction> all = goal.modules().named();
    OneFunction one =
        OneFunction.only(all, Message.of("name it: %s", setting("name", all.get(0).name())));
    Function function = one.configured().function();
    Requirements.requireService(one.configured());
    try (ClusterConnection connection = one.module().settings().connect(function.namespace())) {
      report(
          call.send(connection, function.name(), function.runtime().timeout()),
          call.method() + " " + call.path() + " of " + function.name(),
          "kubectl --context "
              + connection.context()
              + " logs deployment/"
              + function.name()
              + " -n "
              + connection.namespace());
    }
  }

  private void report(FunctionCall.Answer answer, String where, String log) {
    System.out.write(answer.body(), 0, answer.body().length);
    System.out.println();
    goal.log().info("status    " + answer.status());
    for (Map.Entry<String, String> each : answer.headers()) {
      if (!OF_THE_API_SERVER.matcher(each.getKey()).matches()) {
        goal.log().info("header    " + each.getKey() + ": " + each.getValue());
      }
    }
    if (answer.status() >= FIRST_FAILURE) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.ERROR_RESPONSE,
                  "The function responded with status %s",
                  answer.status())
              .at("%s", where)
              .because(
                  answer.body().length == 0
                      ? Message.of("the response has no body")
                      : Message.of("the response is printed above"))
              .remedy(
                  answer.status() < FIRST_FAILURE_OF_THE_FUNCTION
                      ? Message.of("correct the request")
                      : Message.of("see %s", log)));
    }
  }

  /** Returns the request that the settings describe. */
  static CallRequest request(GoalSettings settings) {
    return new CallRequest(
        settings.text(Setting.DATA).orElse(""),
        settings.text(Setting.FILE).map(settings.directory()::resolve),
        settings.text(Setting.PATH).orElseThrow(),
        settings.text(Setting.METHOD),
        RequestHeaders.parse(
            settings.text(Setting.HEADERS).orElse(""),
            settings.origin(Setting.HEADERS),
            settings.flag(Setting.LOCAL)));
  }
}
