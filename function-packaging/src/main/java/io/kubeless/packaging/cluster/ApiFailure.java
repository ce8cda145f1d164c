package io.kubeless.packaging.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

/** An answer of the API server that is no success. */
final class ApiFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient JsonNode body;
  private final String method;
  private final String path;

  ApiFailure(int status, JsonNode body, String method, String path) {
    super(body.path("message").asText("the API server answered " + status));
    this.status = status;
    this.body = body;
    this.method = method;
    this.path = path;
  }

  int status() {
    return status;
  }

  boolean notFound() {
    return status == 404;
  }

  /** Returns the causes that the answer lists. */
  JsonNode causes() {
    return body.path("details").path("causes");
  }

  String message() {
    return String.valueOf(getMessage());
  }

  /** Returns what a person can do about it. */
  ProblemException problem(String what, Connection connection) {
    if (status == 401) {
      return problem(106, what, connection, "log in again, then check with: kubectl auth whoami");
    }
    if (status == 403 && message().contains("exceeded quota")) {
      return problem(
          414, what, connection, "ask for more, or lower memory, cpu or replicas of the function");
    }
    if (status == 403 && message().contains("cannot ")) {
      return problem(
          107,
          what,
          connection,
          "ask for the right; check with: kubectl auth can-i --list -n " + connection.namespace());
    }
    if (status == 404) {
      return problem(407, what, connection, "see what the cluster serves: kubectl api-resources");
    }
    return problem(402, what, connection, "see which rule of the cluster refused it");
  }

  private ProblemException problem(int code, String what, Connection connection, String remedy) {
    return new ProblemException(
        Problem.around(
            code, what, connection.server() + " " + method + " " + path, message(), remedy),
        this);
  }
}
