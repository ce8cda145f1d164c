package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.ReceivedMessage.Binding;
import io.kubeless.runtime.source.SourceEvent;
import io.kubeless.runtime.source.StoredMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {
  private static final Binding KAFKA = new Binding("ce_", false, false);
  private static final Binding NATS = new Binding("ce-", true, true);
  private static final Instant STORED = Instant.parse("2026-02-03T04:05:06Z");

  private static SourceEvent read(Binding binding, Map<String, String> headers, String body)
      throws MalformedEvent {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    headers.forEach((name, value) -> lists.put(name, List.of(value)));
    return new Messages()
        .read(
            new StoredMessage(
                "orders:0:1",
                STORED,
                "kafkatrigger.kubeless.io",
                lists,
                body.getBytes(StandardCharsets.UTF_8),
                2,
                binding));
  }

  private static String text(SourceEvent event) {
    return String.join(
        " | ",
        event.id(),
        event.type(),
        event.time().toString(),
        event.namespace(),
        event.contentType().orElse("-"),
        new java.util.TreeMap<>(event.cloudEvent()).toString(),
        new String(event.body(), StandardCharsets.UTF_8),
        "" + event.attempt());
  }

  @Test
  void aPlainMessageHasTheIdentityThatTheBrokerGivesIt() throws Exception {
    assertThat(text(read(KAFKA, Map.of(), "{\"a\":1}")))
        .isEqualTo(
            "orders:0:1 | application/octet-stream | 2026-02-03T04:05:06Z |"
                + " kafkatrigger.kubeless.io | - | {} | {\"a\":1} | 2");
    assertThat(text(read(KAFKA, Map.of("content-type", "text/plain"), "x")))
        .isEqualTo(
            "orders:0:1 | text/plain | 2026-02-03T04:05:06Z | kafkatrigger.kubeless.io |"
                + " text/plain | {} | x | 2");
  }

  @Test
  void theHeadersOfKubelessAreTheIdentity() throws Exception {
    Map<String, String> headers =
        Map.of(
            "event-id", "7",
            "event-type", "created",
            "event-time", "2020-01-01T00:00:00Z",
            "event-namespace", "shop");
    assertThat(text(read(NATS, headers, "x")))
        .isEqualTo("7 | created | 2020-01-01T00:00:00Z | shop | - | {} | x | 2");
  }

  @Test
  void aCloudEventInBinaryModeIsReadWithThePrefixOfItsBroker() throws Exception {
    Map<String, String> kafka =
        Map.of(
            "ce_specversion", "1.0",
            "ce_id", "a%20b",
            "ce_source", "/s",
            "ce_type", "t",
            "content-type", "text/plain");
    assertThat(text(read(KAFKA, kafka, "x")))
        .isEqualTo(
            "a%20b | t | 2026-02-03T04:05:06Z | /s | text/plain |"
                + " {id=a%20b, source=/s, specversion=1.0, type=t} | x | 2");
    Map<String, String> nats =
        Map.of(
            "ce-specversion", "1.0",
            "ce-id", "a%20b",
            "ce-source", "/s",
            "ce-type", "t",
            "ce-time", "2020-01-01T00:00:00Z",
            "ce-datacontenttype", "text/plain");
    assertThat(text(read(NATS, nats, "x")))
        .isEqualTo(
            "a b | t | 2020-01-01T00:00:00Z | /s | text/plain |"
                + " {datacontenttype=text/plain, id=a b, source=/s, specversion=1.0,"
                + " time=2020-01-01T00:00:00Z, type=t} | x | 2");
  }

  @Test
  void aCloudEventInStructuredModeIsTheSameForAllBrokers() throws Exception {
    String body =
        "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/s\",\"type\":\"t\",\"data\":{\"a\":1}}";
    String expected =
        "1 | t | 2026-02-03T04:05:06Z | /s | application/json |"
            + " {id=1, source=/s, specversion=1.0, type=t} | {\"a\":1} | 2";
    Map<String, String> headers = Map.of("content-type", "application/cloudevents+json");
    assertThat(text(read(KAFKA, headers, body))).isEqualTo(expected);
    assertThat(text(read(NATS, headers, body))).isEqualTo(expected);
    // NATS had no headers when its binding was released
    assertThat(text(read(NATS, Map.of(), body))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "{\"id\":\"1\"}", "[1]", "text"})
  void aMessageWithoutHeadersThatIsNoCloudEventIsPlain(String body) throws Exception {
    assertThat(read(NATS, Map.of(), body).cloudEvent()).isEmpty();
  }

  @Test
  void aDeclaredCloudEventThatIsIncompleteIsMalformed() {
    assertThatThrownBy(() -> read(KAFKA, Map.of("ce_specversion", "1.0"), "x"))
        .isInstanceOf(MalformedEvent.class)
        .hasMessage("the CloudEvent has no id");
    assertThatThrownBy(() -> read(KAFKA, Map.of("event-time", "now"), "x"))
        .isInstanceOf(MalformedEvent.class)
        .hasMessage("the time of the event is not a time of RFC 3339");
  }

  @Test
  void anEventOfABrokerIsAPostToTheRoot() throws Exception {
    SourceEvent.Request request = read(KAFKA, Map.of(), "x").request();
    assertThat(request).isEqualTo(SourceEvent.Request.NONE);
    assertThat(Optional.of(request.method())).contains("POST");
  }
}
