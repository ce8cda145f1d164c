package io.kubeless.maven;

import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** A call of the function that {@code run} started on this machine. */
final class LocalCall {
  private LocalCall() {}

  static FunctionCall.Answer send(String port, String path, CallBody body) throws IOException {
    URI uri = URI.create("http://localhost:" + port + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (!body.isEmpty()) {
      // As a call of the deployed function has them: they decide on 200 or 204, and 408 or 504.
      body.headers().forEach(request::header);
      request.POST(HttpRequest.BodyPublishers.ofByteArray(body.bytes()));
    }
    try {
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new FunctionCall.Answer(response.statusCode(), java.util.List.of(), response.body());
    } catch (IOException e) {
      throw new ProblemException(
          Problem.around(
              418,
              "No function answers on this machine",
              uri.toString(),
              NetworkFailure.why(e),
              "start it in another terminal: mvn kubeless:run"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
