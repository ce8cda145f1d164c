package io.kubeless.forwarder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kubeless.forwarder.ReceivingFunction.Received;
import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.HttpException;
import io.kubeless.testing.Contexts;
import io.kubeless.testing.Events;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwarderTest {
  private static final Context CONTEXT = Contexts.named("orders-hello");
  private static final Event ORDER =
      Events.kafka("orders")
          .at(3, 7)
          .key("duke")
          .time(Instant.parse("2018-05-18T05:40:42.881137Z"))
          .body("{\"id\": 1}")
          .build();

  private static Received sent(Event event) throws IOException {
    try (ReceivingFunction function = ReceivingFunction.answering(200)) {
      new Forwarder(function.url()).handle(event, CONTEXT);
      assertThat(function.received).hasSize(1);
      return function.received.get(0);
    }
  }

  @Test
  void anEventOfKafkaIsSentAsByTheControllerOfKubeless() throws Exception {
    Received received = sent(ORDER);
    assertThat(received.line()).isEqualTo("POST /");
    assertThat(received.body()).isEqualTo("{\"id\": 1}");
    Map<String, String> headers = received.headers();
    headers
        .keySet()
        .retainAll(
            headers.keySet().stream()
                .filter(name -> !name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Accept"))
                .toList());
    assertThat(headers)
        .containsOnly(
            Map.entry("Connection", "close"),
            Map.entry("Content-length", "9"),
            Map.entry("Content-type", "application/json"),
            Map.entry("Event-id", "orders:3:7"),
            Map.entry("Event-namespace", "kafkatriggers.kubeless.io"),
            Map.entry("Event-time", "2018-05-18 05:40:42.881137 +0000 UTC"),
            Map.entry("Event-topic", "orders"),
            Map.entry("Event-type", "application/json"),
            Map.entry("User-agent", "kubeless-kafka-trigger-controller"));
  }

  @Test
  void anEventOfNatsHasNoTopic() throws Exception {
    assertThat(sent(Events.nats("orders").body("hi").build()).headers())
        .containsEntry("event-namespace", "natstriggers.kubeless.io")
        .containsEntry("user-agent", "kubeless-nats-trigger-controller")
        .doesNotContainKey("event-topic");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | application/json",
        "' {\"a\": [1]} ' | application/json",
        "[1] | application/x-www-form-urlencoded",
        "\"a\" | application/x-www-form-urlencoded",
        "7 | application/x-www-form-urlencoded",
        "{\"a\": | application/x-www-form-urlencoded",
        "'' | application/x-www-form-urlencoded",
        "Grüße | application/x-www-form-urlencoded",
      })
  void onlyAJsonObjectIsJson(String body, String type) throws Exception {
    Received received = sent(Events.kafka("orders").body(body).build());
    assertThat(received.headers())
        .containsEntry("content-type", type)
        .containsEntry("event-type", type);
    assertThat(received.body()).isEqualTo(body);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-02-03T04:05:06Z, 2026-02-03 04:05:06 +0000 UTC",
    "2026-02-03T04:05:06.100Z, 2026-02-03 04:05:06.1 +0000 UTC",
    "2018-05-18T05:40:42.881137473Z, 2018-05-18 05:40:42.881137473 +0000 UTC",
  })
  void theTimeHasTheFormOfGo(String time, String sent) {
    assertThat(SentHeaders.time(Instant.parse(time))).isEqualTo(sent);
  }

  @Test
  void anIdCannotAddAHeaderField() throws Exception {
    Event event = Events.cloudEvent("order").id("7\r\nx: ü").build();
    assertThat(SentHeaders.of(event, new byte[0]).get("event-id")).matches("[!-~]+");
    sent(event);
  }

  @ParameterizedTest
  @CsvSource({
    "201, 502",
    "202, 502",
    "204, 502",
    "302, 502",
    "400, 400",
    "401, 401",
    "404, 404",
    "408, 408",
    "429, 429",
    "500, 500",
    "503, 503"
  })
  void onlyStatus200IsASuccessAndNothingIsSentTwice(int status, int reported) throws Exception {
    try (ReceivingFunction function = ReceivingFunction.answering(status)) {
      Forwarder forwarder = new Forwarder(function.url());
      HttpException thrown =
          catchThrowableOfType(HttpException.class, () -> forwarder.handle(ORDER, CONTEXT));
      assertThat(thrown.status()).isEqualTo(reported);
      assertThat(thrown)
          .hasMessage("the function answered " + status + ", and only 200 is a success");
      assertThat(function.received).hasSize(1);
    }
  }

  @Test
  void aConnectionIsNotUsedAgain() throws Exception {
    try (ReceivingFunction function = ReceivingFunction.answering(200)) {
      Forwarder forwarder = new Forwarder(function.url());
      forwarder.handle(ORDER, CONTEXT);
      forwarder.handle(ORDER, CONTEXT);
      assertThat(function.received)
          .hasSize(2)
          .allMatch(each -> "close".equals(each.headers().get("connection")));
    }
  }

  @Test
  void aFunctionThatIsTooSlowIsAFailureAndIsNotCalledAgain() throws Exception {
    try (ReceivingFunction function = ReceivingFunction.slow(Duration.ofSeconds(5))) {
      Forwarder forwarder = new Forwarder(function.url());
      Context context = Contexts.named("f").withTimeout(Duration.ofMillis(300));
      assertThatThrownBy(() -> forwarder.handle(ORDER, context))
          .isInstanceOf(SocketTimeoutException.class);
      assertThat(function.received).hasSize(1);
    }
  }

  @Test
  void aFunctionThatIsAwayIsAFailure() throws Exception {
    String url;
    try (ReceivingFunction function = ReceivingFunction.answering(200)) {
      url = function.url();
    }
    assertThatThrownBy(() -> new Forwarder(url).handle(ORDER, CONTEXT))
        .isInstanceOf(ConnectException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello", "hello:8080", "ftp://hello"})
  void aProcessWithoutAnAddressDoesNotStart(String address) {
    assertThatThrownBy(() -> new Forwarder(address).onStart(CONTEXT))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "KUBELESS_FORWARD_URL is not the address of a function: \""
                + address
                + "\"; set it to http://…");
    new Forwarder("http://hello.team-a:8080/").onStart(CONTEXT);
  }
}
