package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Response;
import java.lang.reflect.Type;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The response to a call, depending on its input and on what the handler returns or throws. */
class FunctionCallTest {
  private static RunningFunction returns;
  private static RunningFunction fails;

  @BeforeAll
  static void start() throws Exception {
    returns = RunningFunction.start(Handlers.Returns.class);
    fails = RunningFunction.start(Handlers.Throws.class);
  }

  @AfterAll
  static void stop() {
    returns.close();
    fails.close();
  }

  private static String text(HttpResponse<String> response) {
    return response.statusCode()
        + " "
        + response.headers().firstValue("Content-Type").orElse("-")
        + " ["
        + response.body()
        + "]";
  }

  @Test
  void everyReturnedTypeIsWrittenAsTheTableOfHandlerDescribes() throws Exception {
    assertThat(text(returns.get("/null"))).isEqualTo("204 - []");
    assertThat(text(returns.get("/string"))).isEqualTo("200 text/plain; charset=utf-8 [é]");
    assertThat(text(returns.get("/bytes")))
        .isEqualTo("200 application/octet-stream [\u0001\u0002]");
    assertThat(text(returns.get("/stream"))).isEqualTo("200 application/octet-stream [abc]");
    assertThat(text(returns.get("/optional"))).isEqualTo("200 text/plain; charset=utf-8 [there]");
    assertThat(returns.get("/empty").statusCode()).isEqualTo(404);
    assertThat(text(returns.get("/stage"))).isEqualTo("200 text/plain; charset=utf-8 [later]");
    assertThat(text(returns.get("/bodiless"))).isEqualTo("202 - []");
    assertThat(text(returns.get("/typed"))).isEqualTo("200 text/html [<p>]");
    assertThat(text(returns.get("/ours"))).isEqualTo("200 text/plain; charset=utf-8 [a]");
    HttpResponse<String> made = returns.get("/response");
    assertThat(text(made)).isEqualTo("201 text/plain; charset=utf-8 [made]");
    assertThat(made.headers().firstValue("Location")).contains("/orders/7");
  }

  @Test
  void everyPathAndMethodReachesTheFunction() throws Exception {
    assertThat(returns.get("/healthzfoo").body()).isEqualTo("GET /healthzfoo");
    HttpRequest.Builder request =
        returns.request("/a/b").method("PATCH", HttpRequest.BodyPublishers.noBody());
    assertThat(returns.send(request).body()).isEqualTo("PATCH /a/b");
  }

  @Test
  void successIs200ToSendersOfEvents() throws Exception {
    HttpRequest.Builder kubeless =
        returns.request("/null").header("event-namespace", "cli.kubeless.io").GET();
    assertThat(returns.send(kubeless).statusCode()).isEqualTo(200);
    HttpRequest.Builder made =
        returns.request("/response").header("event-namespace", "cli.kubeless.io").GET();
    assertThat(text(returns.send(made))).isEqualTo("200 text/plain; charset=utf-8 [made]");
    HttpRequest.Builder cloud =
        returns
            .request("/null")
            .headers("ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "t");
    assertThat(returns.send(cloud).statusCode()).isEqualTo(200);
  }

  @Test
  void aFailureIs500WithAnIdThatTheLogHasTooAndNothingElse() throws Exception {
    for (String path : List.of("/checked", "/unchecked", "/message-less", "/overflow", "/error")) {
      HttpResponse<String> response = fails.get(path);
      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.headers().firstValue("Content-Type"))
          .contains("application/problem+json");
      assertThat(response.body())
          .matches(
              "\\{\"title\":\"Internal Server Error\",\"status\":500,"
                  + "\"detail\":\"failure [0-9a-f]{32}\"}\n");
      String id = response.body().replaceAll("(?s).*failure ([0-9a-f]{32}).*", "$1");
      assertThat(fails.log())
          .anyMatch(line -> line.contains("\"trace\":\"" + id + "\"") && line.contains("stack"));
    }
    assertThat(fails.get("/").body()).isEqualTo("fine");
  }

  @Test
  void anHttpExceptionIsItsStatusAndItsMessage() throws Exception {
    assertThat(text(fails.get("/http")))
        .isEqualTo(
            "422 application/problem+json [{\"title\":\"The function refused\",\"status\":422,"
                + "\"detail\":\"quantity must be 1 or more\"}\n]");
    assertThat(returns.get("/failed-stage").statusCode()).isEqualTo(409);
  }

  @Test
  void aRetryableExceptionIs503WithRetryAfterInSecondsRoundedUp() throws Exception {
    HttpResponse<String> response = fails.get("/retry");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Retry-After")).contains("2");
    assertThat(response.body()).doesNotContain("canary");
  }

  @Test
  void aValueThatOnlyABindingCanWriteIsAFailureOfTheFunctionWithoutOne() throws Exception {
    assertThat(returns.get("/object").statusCode()).isEqualTo(500);
    assertThat(returns.log()).anyMatch(line -> line.contains("the image contains no JSON binding"));
  }

  @Test
  void workThatIsDoneIsSentWhateverTheClientAccepts() throws Exception {
    Answers answers = new Answers(Optional.of(new Brackets()), Optional.empty());
    assertThat(answers.of(7).status()).isEqualTo(200);
    assertThat(answers.of(7).headers().toString()).contains("application/json");
    assertThat(
            answers
                .of(Response.of(201, 7).withHeader("Content-Type", "application/vnd.acme+json"))
                .headers()
                .toString())
        .isEqualTo("[Header[name=Content-Type, value=application/vnd.acme+json]]");
  }

  /** Writes a value in brackets, with its declared type. */
  private static final class Brackets implements Binding {
    @Override
    public Object read(byte[] body, Type type) {
      throw new IllegalStateException(type.getTypeName() + " cannot be made from JSON");
    }

    @Override
    public byte[] write(Object value, Type declared) {
      return (declared + "(" + value + ")").getBytes(StandardCharsets.UTF_8);
    }
  }

  @Test
  void aValueIsWrittenWithItsDeclaredTypeBelowEveryWrapper() throws Exception {
    Answers answers = new Answers(Optional.of(new Brackets()), Optional.of(Integer.class));
    for (Object returned :
        List.of(
            7,
            Optional.of(7),
            CompletableFuture.completedFuture(Optional.of(7)),
            Response.of(200, 7),
            Response.of(200, Optional.of(7)))) {
      assertThat(new String(answers.of(returned).bytes(), StandardCharsets.UTF_8))
          .isEqualTo("class java.lang.Integer(7)");
    }
  }

  @Test
  void aTypeThatNoBodyCanBecomeIsNeverTheSendersFault() {
    InputBinding input = new InputBinding(Optional.of(Integer.class), Optional.of(new Brackets()));
    FunctionEvent event = EventReaderTest.event("application/json", new byte[] {'1'});
    assertThatThrownBy(() -> input.bind(event)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void textIsEncodedInTheCharsetThatTheFunctionNames() throws Exception {
    assertThat(text(returns.get("/euro"))).isEqualTo("200 text/html; charset=iso-8859-15 [\u20ac]");
    assertThat(text(returns.get("/no-charset"))).startsWith("500 ");
    returns.awaitLog("UnsupportedCharsetException: none-such");
  }

  @Test
  void aResponseThatResetsHasNoBody() throws Exception {
    HttpResponse<String> reset = returns.get("/reset");
    assertThat(text(reset)).isEqualTo("205 - []");
    assertThat(reset.headers().firstValue("X-A")).contains("b");
  }

  @Test
  void theBodyOfAResponseIsWrittenByTheSameRules() throws Exception {
    assertThat(text(returns.get("/empty-body"))).isEqualTo("200 - []");
    assertThat(text(returns.get("/late-body"))).isEqualTo("200 text/plain; charset=utf-8 [late]");
  }

  @Test
  void anHttpExceptionDeterminesTheStatusAlsoAsACause() throws Exception {
    for (String path : List.of("/failed-stage", "/join", "/get", "/nested", "/refusal")) {
      assertThat(returns.get(path).statusCode()).isEqualTo(409);
    }
  }

  @Test
  void anExceptionThatIsReturnedIsAFailureAndNeverData() throws Exception {
    HttpResponse<String> response = returns.get("/exception");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("canary");
    returns.awaitLog("java.lang.IllegalStateException: canary");
  }

  @Test
  void aCompressedBodyIsRefusedWhereItWouldBeText() throws Exception {
    try (RunningFunction upper =
        RunningFunction.start(Handlers.Upper.class, "java.lang.String", Map.of())) {
      assertThat(upper.post("duke", "Content-Encoding", "gzip").statusCode()).isEqualTo(415);
      assertThat(upper.awaitLog("POST 415")).containsPattern("\"event\":\"[0-9a-f-]{36}\"");
      assertThat(upper.post("duke", "Content-Encoding", "identity").body()).isEqualTo("DUKE");
    }
    try (RunningFunction swallows =
        RunningFunction.start(Handlers.Swallows.class, "byte[]", Map.of())) {
      assertThat(swallows.post("duke", "Content-Encoding", "gzip").statusCode()).isEqualTo(204);
    }
    assertThat(
            returns
                .post(
                    "{}",
                    "Content-Encoding",
                    "gzip",
                    "Content-Type",
                    "application/cloudevents+json")
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void aMalformedEventIs400AndNeverReachesTheHandler() throws Exception {
    HttpResponse<String> response =
        returns.post("x", "ce-specversion", "1.0", "ce-id", "1", "ce-source", "s");
    assertThat(text(response))
        .isEqualTo(
            "400 application/problem+json [{\"title\":\"Malformed event\",\"status\":400,"
                + "\"detail\":\"the CloudEvent has no type\"}\n]");
  }

  @Test
  void textAndBytesAreBoundWithoutABinding() throws Exception {
    try (RunningFunction upper =
        RunningFunction.start(Handlers.Upper.class, "java.lang.String", Map.of())) {
      assertThat(upper.post("duke").body()).isEqualTo("DUKE");
    }
    try (RunningFunction swallows =
        RunningFunction.start(Handlers.Swallows.class, "byte[]", Map.of())) {
      assertThat(swallows.post("duke").statusCode()).isEqualTo(204);
      assertThat(Handlers.Swallows.length).isEqualTo(4);
    }
  }

  @Test
  void aBodyAboveTheLimitIs413() throws Exception {
    try (RunningFunction small =
        RunningFunction.start(
            Handlers.Returns.class, "", Map.of(RuntimeContract.MAX_BODY_BYTES, "10"))) {
      assertThat(small.post("x".repeat(11)).statusCode()).isEqualTo(413);
      assertThat(small.post("x".repeat(10)).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAccessIsOneLineWithoutThePayload() throws Exception {
    returns.send(
        returns
            .request("/line?secret=1")
            .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
            .POST(HttpRequest.BodyPublishers.ofString("canary\r\n{\"time\":\"forged\"}")));
    String line = returns.awaitLog("/line");
    assertThat(
            line.replaceAll("\"time\":\"[^\"]+\"", "\"time\":\"…\"")
                .replaceAll("\"millis\":[0-9.E-]+", "\"millis\":…")
                .replaceAll("\"event\":\"[^\"]+\"", "\"event\":\"…\""))
        .isEqualTo(
            "{\"time\":\"…\",\"level\":\"INFO\",\"logger\":\"access\",\"message\":\"POST 200\","
                + "\"event\":\"…\",\"trace\":\"4bf92f3577b34da6a3ce929d0e0e4736\","
                + "\"function\":\"tested\",\"method\":\"POST\",\"path\":\"/line\",\"status\":200,"
                + "\"millis\":…}");
    assertThat(returns.log()).noneMatch(each -> each.contains("canary"));
  }
}
