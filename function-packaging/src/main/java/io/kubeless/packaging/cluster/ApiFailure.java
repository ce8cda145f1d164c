package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.regex.Pattern;

/** A response of the API server that is not a success. */
public final class ApiFailure extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST_PAGE = 300;

  /** The API server's message about a field with an unknown name or a wrong type. */
  private static final Pattern WRONG_FIELD =
      Pattern.compile(
          "failed to create typed patch object|field not declared in schema|strict decoding error"
              + "|unknown field|cannot unmarshal|cannot be handled as a");

  private final int status;
  private final transient JsonNode body;
  private final String method;
  private final String path;

  ApiFailure(HttpAnswer answer, JsonNode body, String method, String path) {
    super(sentence(answer, body));
    this.status = answer.status();
    this.body = body;
    this.method = method;
    this.path = path;
  }

  /** Returns the message of a Status, or the beginning of a page that a proxy has sent. */
  private static String sentence(HttpAnswer answer, JsonNode body) {
    String message = body.path("message").asText("");
    if (!message.isEmpty()) {
      return message;
    }
    String page = answer.text().replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    String start = page.length() > LONGEST_PAGE ? page.substring(0, LONGEST_PAGE) + "…" : page;
    return "the server answered " + answer.status() + (start.isEmpty() ? "" : ": " + start);
  }

  /** Returns the HTTP status. */
  public int status() {
    return status;
  }

  /** Returns whether the object or its kind is missing in the cluster. */
  public boolean notFound() {
    return status == 404;
  }

  /** Returns the causes in the response. */
  public JsonNode causes() {
    return body.path("details").path("causes");
  }

  /** Returns the message of the server. */
  public String message() {
    return String.valueOf(getMessage());
  }

  /** Returns a problem with a remedy for the user. */
  public ProblemException problem(String what, Connection connection) {
    if (status == 401) {
      return problem(
          ErrorCode.CLUSTER_UNREACHABLE,
          what,
          connection,
          "log in again, then check with: kubectl auth whoami");
    }
    if (status == 403 && message().contains("exceeded quota")) {
      return problem(
          ErrorCode.QUOTA_EXCEEDED,
          what,
          connection,
          "request a larger quota, or lower memory, cpu or replicas of the function");
    }
    if (status == 403 && message().contains("cannot ")) {
      return problem(
          ErrorCode.PERMISSION_MISSING,
          what,
          connection,
          "request the permission; check with: kubectl auth can-i --list -n "
              + connection.namespace());
    }
    if (status == 404) {
      return problem(
          ErrorCode.KIND_NOT_SERVED,
          what,
          connection,
          "list the kinds that the cluster serves: kubectl api-resources");
    }
    if (WRONG_FIELD.matcher(message()).find()) {
      return problem(
          ErrorCode.REQUEST_REJECTED,
          what,
          connection,
          "correct the field in the fragment that sets it: src/main/kubeless");
    }
    if (status == 429 || status >= 500) {
      return problem(
          ErrorCode.REQUEST_REJECTED,
          what,
          connection,
          "run it again; if it fails again, see the server's log");
    }
    return problem(
        ErrorCode.REQUEST_REJECTED,
        what,
        connection,
        "check which admission rule of the cluster rejected it");
  }

  private ProblemException problem(
      ErrorCode code, String what, Connection connection, String remedy) {
    return new ProblemException(
        Problem.of(code, "%s", what)
            .at("%s %s %s", connection.server(), method, path)
            .because("%s", message())
            .remedy("%s", remedy),
        this);
  }
}
