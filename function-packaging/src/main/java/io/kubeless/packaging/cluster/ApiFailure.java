package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
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

  /**
   * Returns a problem with a remedy for the user.
   *
   * @param what what could not be done
   */
  public ProblemException problem(Message what, ClusterConnection connection) {
    return new ProblemException(
        Problem.of(code(), what)
            .at("%s %s %s", connection.server(), method, path)
            .because(Message.verbatim(message()))
            .remedy(remedy(connection)),
        this);
  }

  private ErrorCode code() {
    return switch (status) {
      case 401 -> ErrorCode.CLUSTER_UNREACHABLE;
      case 403 ->
          quotaExceeded()
              ? ErrorCode.QUOTA_EXCEEDED
              : permissionMissing() ? ErrorCode.PERMISSION_MISSING : ErrorCode.REQUEST_REJECTED;
      case 404 -> ErrorCode.KIND_NOT_SERVED;
      default -> ErrorCode.REQUEST_REJECTED;
    };
  }

  private Message remedy(ClusterConnection connection) {
    return switch (code()) {
      case CLUSTER_UNREACHABLE -> Message.of("log in again, then check with: kubectl auth whoami");
      case QUOTA_EXCEEDED ->
          Message.of("request a larger quota, or lower memory, cpu or replicas of the function");
      case PERMISSION_MISSING ->
          Message.of(
              "request the permission; check with: kubectl auth can-i --list -n %s",
              connection.namespace());
      case KIND_NOT_SERVED ->
          Message.of("list the kinds that the cluster serves: kubectl api-resources");
      default -> rejected();
    };
  }

  private Message rejected() {
    if (WRONG_FIELD.matcher(message()).find()) {
      return Message.of("correct the field in the fragment that sets it: src/main/kubeless");
    }
    return status == 429 || status >= 500
        ? Message.of("run it again; if it fails again, see the server's log")
        : Message.of("check which admission rule of the cluster rejected it");
  }

  private boolean quotaExceeded() {
    return message().contains("exceeded quota");
  }

  private boolean permissionMissing() {
    return message().contains("cannot ");
  }
}
