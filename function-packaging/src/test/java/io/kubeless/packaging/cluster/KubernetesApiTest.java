package io.kubeless.packaging.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubeless.packaging.cluster.RecordingServer.Answer;
import io.kubeless.packaging.kubeconfig.Caller;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The requests to an API server, their retries, and the handling of the responses. */
class KubernetesApiTest {
  private static final String PATH = "/apis/apps/v1/namespaces/team-a/deployments/hello";
  private static final String SENTENCE =
      "failed to create typed patch object (team-a/hello; apps/v1, Kind=Deployment):"
          + " .spec.template.spec.container: field not declared in schema";

  @TempDir Path directory;
  private RecordingServer server;
  private ClusterConnection connection;

  @BeforeEach
  void start() throws IOException {
    server = RecordingServer.plain();
    Path kubeconfig =
        Files.writeString(
            directory.resolve("config"),
            "clusters: [{name: c, cluster: {server: '"
                + server.address()
                + "'}}]\ncontexts: [{name: x, context: {cluster: c, namespace: team-a}}]\n"
                + "current-context: x\n");
    connection =
        ClusterConnection.open(
            new Caller(
                Map.of("KUBECONFIG", kubeconfig.toString()),
                false,
                uri -> Optional.empty(),
                directory),
            Optional.empty(),
            Optional.empty());
  }

  @AfterEach
  void stop() {
    connection.close();
    server.close();
  }

  private static String status(int code, String message) {
    return "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\""
        + message
        + "\",\"code\":"
        + code
        + "}";
  }

  private ApiFailure failure(String method) {
    return catchThrowableOfType(
        ApiFailure.class,
        () ->
            new KubernetesApi(connection)
                .call(method, PATH, method.equals("GET") ? "" : "application/json", "{\"a\":1}"));
  }

  @Test
  void theServersSentenceIsReportedForEveryStatusAndEveryRequestWithABody() {
    for (String method : List.of("PATCH", "POST", "PUT", "DELETE")) {
      for (int code : List.of(400, 401, 403, 404, 409, 415, 422, 429, 500, 502, 503, 504)) {
        server.answer(new Answer(code, status(code, "sentence " + code)));
        ApiFailure failure = failure(method);
        assertThat(failure).hasMessage("sentence " + code);
        assertThat(failure.status()).isEqualTo(code);
        assertThat(server.requests()).containsExactly(method + " " + PATH + " {\"a\":1}");
      }
    }
  }

  @Test
  void aFieldThatTheServerDoesNotKnowIsCorrectedInAFragment() {
    server.answer(new Answer(500, status(500, SENTENCE)));
    assertThat(failure("PATCH").problem(Message.of("Deployment hello is rejected"), connection))
        .hasMessage(
            """
            KUBELESS-402 Deployment hello is rejected
              where: %s PATCH %s
              why:   %s
              do:    correct the field in the fragment that sets it: src/main/kubeless"""
                .formatted(server.address(), PATH, SENTENCE));
  }

  @Test
  void aResponseThatIsNotAStatusIsQuoted() {
    server.answer(new Answer(502, "<html><h1>Bad Gateway</h1>\n<p>try later</p></html>"));
    assertThat(failure("POST")).hasMessage("the server answered 502: Bad Gateway try later");
    server.answer(new Answer(504, ""));
    assertThat(failure("POST")).hasMessage("the server answered 504");
  }

  @Test
  void aGetIsRepeatedAfterAFailureOfTheServer() throws Exception {
    server.answer(new Answer(500, ""), new Answer(0, ""), new Answer(200, "{\"a\":1}"));
    assertThat(new KubernetesApi(connection).call("GET", PATH, "", "").path("a").asInt())
        .isEqualTo(1);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aGetIsNotRepeatedForEver() {
    server.answer(new Answer(503, status(503, "not today")));
    assertThat(failure("GET")).hasMessage("not today");
    assertThat(server.requests()).hasSize(4);
  }

  @Test
  void aRequestThatTheServerPutOffIsRepeatedWithItsBody() {
    Map<String, String> later = Map.of("Retry-After", "0");
    for (String method : List.of("PATCH", "PUT", "DELETE")) {
      server.answer(
          new Answer(429, status(429, "busy"), later),
          new Answer(503, status(503, "busy"), later),
          new Answer(200, "{}"));
      assertThat(failure(method)).isNull();
      String request = method + " " + PATH + " {\"a\":1}";
      assertThat(server.requests()).containsExactly(request, request, request);
    }
  }

  @Test
  void aPostIsSentOnce() {
    server.answer(new Answer(429, status(429, "busy"), Map.of("Retry-After", "0")));
    assertThat(failure("POST")).hasMessage("busy");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anAppliedObjectAndADeletionAreSentAgainWhenTheirAnswerIsLost() throws Exception {
    KubernetesApi api = new KubernetesApi(connection);
    KubernetesObject object =
        new KubernetesObject(
            Map.of("apiVersion", "v1", "kind", "Service", "metadata", Map.of("name", "hello")));
    server.answer(
        new Answer(0, ""), new Answer(500, ""), new Answer(429, ""), new Answer(200, "{\"a\":1}"));
    assertThat(api.apply(object, "test", false, false).path("a").asInt()).isEqualTo(1);
    assertThat(server.requests()).hasSize(4);

    server.answer(new Answer(0, ""), new Answer(404, ""));
    api.delete(ApiResource.SERVICE, "hello", Map.of("uid", "1"), "Background");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aRequestWhoseAnswerIsLostIsSentOnce() {
    for (String method : List.of("PATCH", "POST", "PUT", "DELETE")) {
      server.answer(new Answer(0, ""));
      assertThatThrownBy(
              () -> new KubernetesApi(connection).call(method, PATH, "application/json", "{}"))
          .isInstanceOf(ProblemException.class)
          .hasMessageContaining("KUBELESS-106")
          .hasMessageContaining("the server closed the connection without an answer");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void aRedirectionIsNotFollowed() {
    server.answer(new Answer(302, "", Map.of("Location", server.address() + "/elsewhere")));
    assertThat(failure("GET").status()).isEqualTo(302);
    assertThat(server.requests()).hasSize(1);
  }

  private FunctionCall.Answer call(String method, String path, String body) {
    return new FunctionCall(
            method,
            path,
            Map.of("Content-Type", "text/plain"),
            body.getBytes(StandardCharsets.UTF_8))
        .send(connection, "hello", Duration.ofSeconds(1));
  }

  @Test
  void aCallIsSentOnceWhateverTheFunctionAnswers() {
    for (String method : List.of("GET", "POST", "PUT", "DELETE", "HEAD", "PATCH")) {
      for (int code : List.of(200, 204, 302, 400, 404, 429, 500, 503, 504)) {
        server.answer(new Answer(code, "", Map.of("Retry-After", "0")));
        String body = method.equals("GET") || method.equals("HEAD") ? "" : "x";
        assertThat(call(method, "/a//b/../c?d=e%20f", body).status()).isEqualTo(code);
        assertThat(server.requests())
            .containsExactly(
                (method
                        + " /api/v1/namespaces/team-a/services/hello:8080/proxy/a//b/../c?d=e%20f "
                        + body)
                    .strip());
      }
    }
  }

  @Test
  void aCallWhoseAnswerIsLostIsSentOnce() {
    for (String method : List.of("GET", "HEAD", "POST")) {
      server.answer(new Answer(0, ""));
      assertThatThrownBy(() -> call(method, "/", method.equals("POST") ? "x" : ""))
          .hasMessageContaining("the server closed the connection without an answer");
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void whatTheServerAnswersItselfIsNotTheFunctions() {
    server.answer(new Answer(503, status(503, "no endpoints available for service")));
    assertThatThrownBy(() -> call("POST", "/", "x"))
        .hasMessageContaining("KUBELESS-418 The function hello cannot be called")
        .hasMessageContaining("why:   no endpoints available for service");
    server.answer(new Answer(403, status(403, "bob cannot delete resource services/proxy")));
    assertThatThrownBy(() -> call("DELETE", "/", ""))
        .hasMessageContaining("KUBELESS-107 The function hello cannot be called")
        .hasMessageContaining("do:    request the permission");
  }

  @Test
  void anErrorOfTheFunctionIsItsAnswer() {
    String body = "{\"error\":\"boom\",\"kind\":\"Status\"}";
    server.answer(new Answer(500, body, Map.of("X-Id", "7")));
    FunctionCall.Answer answer = call("POST", "/", "x");
    assertThat(answer.status()).isEqualTo(500);
    assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo(body);
    assertThat(answer.headers()).contains(Map.entry("X-id", "7"));
  }

  @Test
  void aCallWithCredentialsDoesNotPassThroughTheService() {
    for (String name : List.of("authorization", "Impersonate-User")) {
      server.answer(
          new Answer(
              200,
              "{\"items\":[{\"metadata\":{\"name\":\"a\"},\"status\":{\"conditions\":"
                  + "[{\"type\":\"Ready\",\"status\":\"False\"}]}},{\"metadata\":{\"name\":\"b\","
                  + "\"deletionTimestamp\":\"2026-01-01T00:00:00Z\"},\"status\":{\"conditions\":"
                  + "[{\"type\":\"Ready\",\"status\":\"True\"}]}}]}"));
      FunctionCall call = new FunctionCall("GET", "/", Map.of(name, "Bearer x"), new byte[0]);
      assertThatThrownBy(() -> call.send(connection, "hello", Duration.ofSeconds(1)))
          .hasMessageContaining("KUBELESS-418 The function hello cannot be called")
          .hasMessageContaining("why:   no pod of it is ready");
      assertThat(server.requests())
          .containsExactly(
              "GET /api/v1/namespaces/team-a/pods?labelSelector=created-by%3Dkubeless%2Cfunction%3Dhello");
    }
  }
}
