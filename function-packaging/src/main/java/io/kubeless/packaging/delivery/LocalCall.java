package io.kubeless.packaging.delivery;

import static io.kubeless.packaging.model.Argument.goals;

import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;

/** A call of the function that runs on this machine. */
public final class LocalCall {
  private LocalCall() {}

  /**
   * Sends a call once.
   *
   * @param port the port of the function
   * @throws ProblemException if no function responds
   */
  public static FunctionCall.Answer send(int port, FunctionCall call) {
    URI server = URI.create("http://localhost:" + port);
    try {
      return call.send(server);
    } catch (ConnectException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.CALL_FAILED, "No function is running on this machine")
              .at("%s%s", server, call.path())
              .because(NetworkFailure.why(e))
              .remedy("start it in another terminal: %s", goals("run")),
          e);
    } catch (IOException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.CALL_FAILED, "The function on this machine did not respond")
              .at("%s%s", server, call.path())
              .because(NetworkFailure.why(e))
              .remedy("see the log of %s", goals("run")),
          e);
    }
  }
}
