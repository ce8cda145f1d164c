package io.kubeless.packaging.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.cluster.ClusterFixture;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.model.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The status, the header fields and the failure of a call. */
class CallResultTest {
  private static CallResult result(int status, String body) {
    return new CallResult(
        new FunctionCall.Answer(
            status,
            List.of(
                Map.entry("Content-Type", "text/plain"),
                Map.entry("audit-id", "4711"),
                Map.entry("X-Kubernetes-Pf-Flowschema-Uid", "4712")),
            body.getBytes(StandardCharsets.UTF_8)),
        Duration.ofMillis(12),
        "POST / of hello",
        Message.of("the log"));
  }

  @Test
  void headerFieldsOfTheApiServerAreNotThoseOfTheFunction() {
    assertThat(result(200, "").lines())
        .containsExactly("status    200   12 ms", "header    Content-Type: text/plain");
  }

  @Test
  void jsonIsIndentedForPeopleAndOtherwiseUnchanged() {
    for (String type : List.of("application/json", "application/problem+json; charset=utf-8")) {
      CallResult result = typed(type, "{\"a\":[1.10],\"b\":{}}");
      assertThat(text(result, true)).isEqualTo("{\n  \"a\" : [ 1.10 ],\n  \"b\" : { }\n}");
      assertThat(text(result, false)).isEqualTo("{\"a\":[1.10],\"b\":{}}");
    }
    assertThat(text(typed("application/json", "{no"), true)).isEqualTo("{no");
    assertThat(text(typed("text/plain", "{\"a\":1}"), true)).isEqualTo("{\"a\":1}");
  }

  private static CallResult typed(String type, String body) {
    return new CallResult(
        new FunctionCall.Answer(
            200, List.of(Map.entry("Content-Type", type)), body.getBytes(StandardCharsets.UTF_8)),
        Duration.ZERO,
        "",
        Message.empty());
  }

  private static String text(CallResult result, boolean readable) {
    return new String(result.body(readable), StandardCharsets.UTF_8);
  }

  @Test
  void aResponseBelow400IsASuccess() {
    result(399, "").requireSuccess();
  }

  @Test
  void aFailedResponseIsReportedWithTheSideThatHasToCorrectIt() {
    assertThat(ClusterFixture.problem(result(400, "no name")::requireSuccess))
        .endsWith(
            " The function responded with status 400\n"
                + "  where: POST / of hello\n"
                + "  why:   the response is printed above\n"
                + "  do:    correct the request");
    assertThat(ClusterFixture.problem(result(500, "")::requireSuccess))
        .endsWith("  why:   the response has no body\n  do:    see the log");
  }

  @Test
  void aCallWithoutALoginIsReportedWithTheLoginThatTheFunctionExpects() {
    assertThat(unauthorized("Bearer realm=\"hello\""))
        .endsWith("  do:    log in: headers=\"Authorization: Bearer $TOKEN\"");
    assertThat(unauthorized("Basic realm=\"hello\", charset=\"UTF-8\""))
        .endsWith("headers=\"Authorization: Basic $(printf %s user:password | base64)\"");
  }

  private static String unauthorized(String challenge) {
    FunctionCall.Answer answer =
        new FunctionCall.Answer(
            401, List.of(Map.entry("Www-Authenticate", challenge)), new byte[0]);
    return ClusterFixture.problem(
        new CallResult(answer, Duration.ZERO, "GET / of hello", Message.of("the log"))
            ::requireSuccess);
  }
}
