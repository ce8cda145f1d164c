package peer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.RepeatedTest;

@QuarkusIntegrationTest
class FunctionsIT {
  @TestHTTPResource("/hello")
  URI hello;

  @RepeatedTest(20)
  void greets() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(hello)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("\"world\""))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertEquals("\"hello world\"", response.body());
  }
}
