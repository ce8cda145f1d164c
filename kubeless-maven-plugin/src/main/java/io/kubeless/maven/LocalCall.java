package io.kubeless.maven;

import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;

/** A call of the function that {@code run} started on this machine. */
final class LocalCall {
  private LocalCall() {}

  static FunctionCall.Answer send(int port, FunctionCall call) {
    URI server = URI.create("http://localhost:" + port);
    try {
      return call.send(server);
    } catch (ConnectException e) {
      throw new ProblemException(
          Problem.around(
              418,
              "No function answers on this machine",
              server + call.path(),
              NetworkFailure.why(e),
              "start it in another terminal: mvn kubeless:run"),
          e);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.around(
              418,
              "The function on this machine gave no answer",
              server + call.path(),
              NetworkFailure.why(e),
              "see the log of mvn kubeless:run"),
          e);
    }
  }
}
