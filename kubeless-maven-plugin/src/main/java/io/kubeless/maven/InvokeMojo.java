package io.kubeless.maven;

import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Calls the deployed function through the API server, or the one that {@code run} started, and
 * prints its answer. A status of 400 or more fails the build.
 */
@Mojo(name = "invoke", aggregator = true, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class InvokeMojo extends AbstractKubelessMojo {
  private static final int FIRST_FAILURE = 400;
  private static final int FIRST_FAILURE_OF_THE_FUNCTION = 500;
  private static final Pattern OF_THE_API_SERVER =
      Pattern.compile("(?i)Audit-Id|X-Kubernetes-Pf-.*");

  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /** Body of the request. */
  @Parameter(property = "kubeless.data")
  private @Nullable String data;

  /** File with the body of the request, relative to the project. */
  @Parameter(property = "kubeless.file")
  private @Nullable String file;

  /** Path and query of the request. */
  @Parameter(property = "kubeless.path", defaultValue = "/")
  private String path;

  /** Calls the function that {@code run} has started on this machine. */
  @Parameter(property = "kubeless.local", defaultValue = "false")
  private boolean local;

  /** Port of the function on this machine. */
  @Parameter(property = "kubeless.port", defaultValue = "8080")
  private String port;

  /**
   * Method of the request. If it is unset, a request with a body is a POST, and one without is a
   * GET.
   */
  @Parameter(property = "kubeless.method")
  private @Nullable String method;

  /** Header fields of the request, separated by commas: {@code Accept: text/plain, X-Id: 7}. */
  @Parameter(property = "kubeless.headers")
  private @Nullable String headers;

  @Override
  void run() throws IOException {
    GoalSettings settings = settings();
    FunctionCall call = CallRequest.of(settings);
    if (settings.flag(Setting.LOCAL)) {
      report(
          LocalCall.send(settings.port(), call),
          call.method() + " http://localhost:" + settings.port() + call.path(),
          "the log of mvn kubeless:run");
      return;
    }
    List<OneFunction> all = modules().named();
    OneFunction one = OneFunction.only(all, "name it: -Dkubeless.name=" + all.get(0).name());
    Function function = one.configured().function();
    Preconditions.requireService(one.configured());
    try (Connection connection = one.module().settings().connect(function.namespace())) {
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
    getLog().info("status    " + answer.status());
    for (Map.Entry<String, String> each : answer.headers()) {
      if (!OF_THE_API_SERVER.matcher(each.getKey()).matches()) {
        getLog().info("header    " + each.getKey() + ": " + each.getValue());
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
}
