package io.kubeless.packaging.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import org.junit.jupiter.api.Test;

class NetworkFailureTest {

  private static Message failure(String uri) throws Exception {
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(uri)).build(),
                  HttpResponse.BodyHandlers.ofString());
      throw new AssertionError(response);
    } catch (IOException e) {
      return NetworkFailure.why(e);
    }
  }

  @Test
  void exceptionsOfTheJdkAreDescribedInWords() throws Exception {
    assertThat(failure("http://127.0.0.1:1/")).hasToString("the connection was refused");
    assertThat(failure("http://registry.invalid/")).hasToString("the host's name is not known");
    assertThat(NetworkFailure.why(new HttpTimeoutException("request timed out")))
        .hasToString("nothing answered in time");
  }

  @Test
  void theMessageOfTheCauseIsReportedOrElseTheNameOfTheException() {
    assertThat(NetworkFailure.why(new IOException("outer", new IOException("reset by peer"))))
        .hasToString("reset by peer");
    assertThat(NetworkFailure.why(new ConnectException("Network is unreachable")))
        .hasToString("Network is unreachable");
    assertThat(NetworkFailure.why(new IOException("closed\nby the server"))).hasToString("closed");
    assertThat(NetworkFailure.why(new java.io.EOFException())).hasToString("EOFException");
  }
}
