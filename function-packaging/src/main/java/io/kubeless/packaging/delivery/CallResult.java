package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The response of a function to a call.
 *
 * @param time from the request to the end of the response
 * @param where the call, such as {@code POST /orders of shop}
 * @param log how to read the log of the function
 */
public record CallResult(FunctionCall.Answer answer, Duration time, String where, Message log) {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(SerializationFeature.INDENT_OUTPUT);
  private static final int FIRST_FAILURE = 400;
  private static final int UNAUTHORIZED = 401;
  private static final int FIRST_FAILURE_OF_THE_FUNCTION = 500;
  private static final Pattern OF_THE_API_SERVER =
      Pattern.compile("(?i)Audit-Id|X-Kubernetes-Pf-.*");

  /**
   * Calls the function that runs on this machine.
   *
   * @param port the port of the function
   * @throws ProblemException if no function responds
   */
  public static CallResult local(int port, FunctionCall call) {
    long start = System.nanoTime();
    return new CallResult(
        LocalCall.send(port, call),
        Duration.ofNanos(System.nanoTime() - start),
        call.method() + " http://localhost:" + port + call.path(),
        Message.of("the log of %s", goals("run")));
  }

  /**
   * Calls a deployed function.
   *
   * @param connection a connection in the namespace of the function
   * @throws ProblemException if the function does not respond
   */
  public static CallResult deployed(
      ClusterConnection connection, Function function, FunctionCall call) {
    long start = System.nanoTime();
    return new CallResult(
        call.send(connection, function.name(), function.runtime().timeout()),
        Duration.ofNanos(System.nanoTime() - start),
        call.method() + " " + call.path() + " of " + function.name(),
        Message.of(
            "kubectl --context %s logs deployment/%s -n %s",
            connection.context(), function.name(), connection.namespace()));
  }

  /**
   * Returns the bytes to print.
   *
   * @param readable whether JSON is indented
   */
  public byte[] body(boolean readable) {
    if (!readable || !isJson()) {
      return answer.body();
    }
    try {
      return JSON.writeValueAsBytes(JSON.readTree(answer.body()));
    } catch (IOException e) {
      return answer.body(); // it only claims to be JSON
    }
  }

  private boolean isJson() {
    return answer.body().length > 0
        && answer.headers().stream()
            .filter(each -> each.getKey().equalsIgnoreCase("Content-Type"))
            .anyMatch(each -> each.getValue().matches("(?i)application/([^;]*\\+)?json\\s*(;.*)?"));
  }

  /**
   * Returns lines with the status, the time and the header fields, except those of the API server.
   */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("status    " + answer.status() + "   " + time.toMillis() + " ms");
    for (Map.Entry<String, String> each : answer.headers()) {
      if (!OF_THE_API_SERVER.matcher(each.getKey()).matches()) {
        lines.add("header    " + each.getKey() + ": " + each.getValue());
      }
    }
    return lines;
  }

  /**
   * Checks the status, after the response was shown.
   *
   * @throws ProblemException if the status is 400 or more
   */
  public void requireSuccess() {
    if (answer.status() < FIRST_FAILURE) {
      return;
    }
    throw new ProblemException(
        Problem.of(
                ErrorCode.ERROR_RESPONSE, "The function responded with status %s", answer.status())
            .at("%s", where)
            .because(
                answer.body().length == 0
                    ? Message.of("the response has no body")
                    : Message.of("the response is printed above"))
            .remedy(remedy()));
  }

  private Message remedy() {
    if (answer.status() == UNAUTHORIZED) {
      boolean basic =
          answer.headers().stream()
              .filter(each -> each.getKey().equalsIgnoreCase("WWW-Authenticate"))
              .anyMatch(each -> each.getValue().startsWith("Basic "));
      return Message.of("log in: %s", Credentials.setting(basic));
    }
    return answer.status() < FIRST_FAILURE_OF_THE_FUNCTION
        ? Message.of("correct the request")
        : Message.of("see %s", log);
  }
}
