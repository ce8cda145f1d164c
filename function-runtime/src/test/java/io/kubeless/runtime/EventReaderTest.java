package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.source.MalformedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
  private static final String TIME = "2026-02-03T04:05:06.789Z";

  private static HttpRequest request(String target, String body, String... headers) {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields
          .computeIfAbsent(headers[i].toLowerCase(Locale.ROOT), k -> new ArrayList<>())
          .add(headers[i + 1]);
    }
    fields.replaceAll((name, values) -> List.copyOf(values)); // as HeaderFieldsTest requires
    String[] parts = target.split("\\?", 2);
    return new HttpRequest(
        "POST",
        parts[0],
        parts.length > 1 ? parts[1] : "",
        fields,
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static FunctionEvent read(String target, String body, String... headers)
      throws MalformedEvent {
    return new FunctionEvent(
        new EventReader(List.of("/orders/eu", "/orders")).read(request(target, body, headers)));
  }

  private static String refusal(String body, String... headers) {
    try {
      return "no refusal, but " + read("/", body, headers);
    } catch (MalformedEvent e) {
      return e.status() + " " + e.getMessage();
    }
  }

  @Test
  void aPlainRequestIsAnEventOfTypeHttpThatHappenedNow() throws Exception {
    FunctionEvent event = read("/a?b=1", "");

    assertThat(event.type() + " " + event.namespace()).isEqualTo("http http");
    assertThat(event.id()).hasSize(36);
    assertThat(Duration.between(event.time(), Instant.now())).isLessThan(Duration.ofMinutes(1));
    assertThat(event.cloudEvent()).isEmpty();
    assertThat(event.attempt()).isEqualTo(1);
    assertThat(read("/a", "").id()).isNotEqualTo(event.id());
  }

  @Test
  void aPlainRequestWithABodyHasTheTypeOfItsBody() throws Exception {
    FunctionEvent event = read("/", "{}", "Content-Type", "application/json; charset=utf-8");

    assertThat(event.type()).isEqualTo("application/json; charset=utf-8");
    assertThat(event.contentType()).contains("application/json; charset=utf-8");
  }

  @Test
  void theHeadersOfAKubelessSenderDescribeTheEvent() throws Exception {
    FunctionEvent event =
        read(
            "/",
            "hi",
            "Event-Id",
            "7",
            "Event-Type",
            "text",
            "Event-Time",
            TIME,
            "Event-Namespace",
            "kafkatriggers.kubeless.io",
            "Event-Attempt",
            "3");

    assertThat(List.of(event.id(), event.type(), event.namespace(), event.text()))
        .containsExactly("7", "text", "kafkatriggers.kubeless.io", "hi");
    assertThat(event.time()).isEqualTo(Instant.parse(TIME));
    assertThat(event.attempt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "+2", "two", "1234567890", "1.5"})
  void anAttemptThatIsNotAPositiveNumberIsTheFirst(String attempt) throws Exception {
    assertThat(read("/", "hi", "Event-Attempt", attempt).attempt()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "2018-05-18 05:40:42.881137473 +0000 UTC, 2018-05-18T05:40:42.881137473Z",
    "2018-05-18 05:40:42.881137473 +0000 UTC m=+0.123456789, 2018-05-18T05:40:42.881137473Z",
    "2018-05-18 07:40:42.5 +0200 CEST, 2018-05-18T05:40:42.5Z",
    "2026-02-03T04:05:06Z, 2026-02-03T04:05:06Z",
    "2026-02-03T04:05:06+02:00, 2026-02-03T02:05:06Z",
    "2026-02-03 04:05:06+00:00, 2026-02-03T04:05:06Z",
    "2026-02-03T04:05:06.789Z, 2026-02-03T04:05:06.789Z",
    "2016-12-31T23:59:60Z, 2017-01-01T00:00:00Z"
  })
  void everySendersFormOfTimeIsRead(String text, String instant) throws MalformedEvent {
    assertThat(EventTime.parse(text)).isEqualTo(Instant.parse(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yesterday",
        "2026-02-30T00:00:00Z",
        "2026-02-03T24:00:00Z",
        "1",
        "2026-02-03T04:05:61Z",
        "2026-02-03T04:05:06+99:00"
      })
  void anInvalidTimeIsRefused(String text) {
    assertThatThrownBy(() -> EventTime.parse(text))
        .isInstanceOf(MalformedEvent.class)
        .hasMessage("the time of the event is not a time of RFC 3339");
  }

  @Test
  void aCloudEventInBinaryModeHasItsAttributesInHeaders() throws Exception {
    FunctionEvent event =
        read(
            "/",
            "{\"a\":1}",
            "ce-specversion",
            "1.0",
            "ce-id",
            "A-1",
            "ce-source",
            "/shop",
            "ce-type",
            "placed",
            "ce-time",
            TIME,
            "ce-subject",
            "Euro%20%E2%82%AC",
            "Content-Type",
            "application/json");

    assertThat(event.cloudEvent())
        .isEqualTo(
            Map.of(
                "specversion",
                "1.0",
                "id",
                "A-1",
                "source",
                "/shop",
                "type",
                "placed",
                "time",
                TIME,
                "subject",
                "Euro €"));
    assertThat(List.of(event.id(), event.type(), event.namespace(), event.text()))
        .containsExactly("A-1", "placed", "/shop", "{\"a\":1}");
    assertThat(event.time()).isEqualTo(Instant.parse(TIME));
  }

  private static String attribute(String value) throws MalformedEvent {
    return read(
            "/",
            "",
            "ce-specversion",
            "1.0",
            "ce-id",
            "1",
            "ce-source",
            "s",
            "ce-type",
            "t",
            "ce-subject",
            value)
        .cloudEvent()
        .get("subject");
  }

  @Test
  void aHeaderOfACloudEventIsUnquotedAndThenDecodedOnce() throws Exception {
    assertThat(attribute("\"with spaces\"")).isEqualTo("with spaces");
    assertThat(attribute("\"a \\\"quote\\\" and \\\\ %20\"")).isEqualTo("a \"quote\" and \\  ");
    assertThat(attribute("%22kept%22")).isEqualTo("\"kept\"");
    assertThat(attribute("\"open")).isEqualTo("\"open");
    assertThat(attribute("\"")).isEqualTo("\"");
    assertThat(attribute("\"\"")).isEmpty();
    assertThat(attribute("%2520")).isEqualTo("%20");
  }

  @Test
  void aHeaderOfACloudEventThatIsNotUtf8IsRefused() {
    for (String value : List.of("%FF", "%C0%A0", "%ED%A0%80", "%E2%82")) {
      assertThatThrownBy(() -> attribute(value))
          .isInstanceOf(MalformedEvent.class)
          .hasMessage("the CloudEvent's subject is not percent-encoded UTF-8");
    }
  }

  @Test
  void anEventIsImmutable() throws Exception {
    FunctionEvent event =
        read("/?a=1", "", "ce-specversion", "1.0", "ce-id", "1", "ce-source", "s", "ce-type", "t");

    assertThatThrownBy(() -> event.headers().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.headers().get("ce-id").add("2"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.query().clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.query().get("a").set(0, "2"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> event.cloudEvent().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aCloudEventInStructuredModeHasThemInItsBody() throws Exception {
    String head =
        "{\"specversion\":\"1.0\",\"id\":\"A-1\",\"source\":\"/shop\",\"type\":\"placed\"";
    String type = "application/cloudevents+json; charset=utf-8";

    FunctionEvent json =
        read("/", head + ",\"count\":3,\"none\":null,\"data\":{\"a\": [1]}}", "Content-Type", type);
    assertThat(json.text()).isEqualTo("{\"a\": [1]}");
    assertThat(json.contentType()).contains("application/json");
    assertThat(json.cloudEvent()).containsEntry("count", "3").doesNotContainKeys("none", "data");

    FunctionEvent text =
        read(
            "/",
            head + ",\"datacontenttype\":\"text/plain\",\"data\":\"a\\nb\"}",
            "Content-Type",
            type);
    assertThat(text.text()).isEqualTo("a\nb");

    FunctionEvent bytes = read("/", head + ",\"data_base64\":\"AAEC\"}", "Content-Type", type);
    assertThat(bytes.bytes()).containsExactly(0, 1, 2);

    assertThat(read("/", head + "}", "Content-Type", type).bytes()).isEmpty();
  }

  @Test
  void anInvalidCloudEventIsRefusedWithTheReason() {
    String type = "application/cloudevents+json";
    String all = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"";
    assertThat(refusal("", "ce-specversion", "1.0", "ce-id", "1", "ce-source", "s"))
        .isEqualTo("400 the CloudEvent has no type");
    assertThat(refusal("", "ce-specversion", "0.3", "ce-id", "1", "ce-source", "s", "ce-type", "t"))
        .isEqualTo("400 the only supported version of CloudEvents is 1.0");
    assertThat(refusal("{", "Content-Type", type))
        .isEqualTo("400 the event is not JSON at character 2");
    assertThat(refusal("[]", "Content-Type", type))
        .isEqualTo("400 the event is not JSON at character 1");
    assertThat(refusal(all + ",\"data\":1,\"data_base64\":\"AA==\"}", "Content-Type", type))
        .isEqualTo("400 only one of data and data_base64 is permitted");
    assertThat(refusal(all + ",\"data_base64\":\"?\"}", "Content-Type", type))
        .isEqualTo("400 data_base64 is not Base64");
    assertThat(refusal(all + ",\"id\":\"2\"}", "Content-Type", type))
        .startsWith("400 the event is not JSON");
    assertThat(refusal(all + ",\"data\":" + "[".repeat(100_000) + "}", "Content-Type", type))
        .startsWith("400 the event is not JSON");
    assertThat(refusal("[]", "Content-Type", "application/cloudevents-batch+json"))
        .isEqualTo("415 the only supported structured form is application/cloudevents+json");
  }

  @ParameterizedTest
  @CsvSource({
    "/orders, /",
    "/orders/, /",
    "/orders/7, /7",
    "/orders/eu/7, /7",
    "/ordersx, /ordersx",
    "/other, /other",
    "/, /"
  })
  void thePathOfTheTriggerIsRemovedAndTheFullPathRemainsAvailable(String path, String seen)
      throws Exception {
    FunctionEvent event = read(path, "");

    assertThat(event.path()).isEqualTo(seen);
    assertThat(event.fullPath()).isEqualTo(path);
  }

  @Test
  void queryParametersAreDecodedAndKeepTheirOrder() throws Exception {
    FunctionEvent event = read("/?a=1&a=%32&b&c=x+y%2Bz&=e&&d=a=b", "");

    assertThat(event.query().toString()).isEqualTo("{a=[1, 2], b=[], c=[x y+z], =[e], d=[a=b]}");
    assertThat(event.query("b")).contains("");
    assertThat(event.query("none")).isEmpty();
  }

  @Test
  void textIsReadInTheCharsetThatTheSenderNames() {
    assertThat(event("text/plain; charset=ISO-8859-1", new byte[] {(byte) 0xe9}).text())
        .isEqualTo("é");
    assertThat(event("text/plain; charset=\"utf-8\"", "é".getBytes(StandardCharsets.UTF_8)).text())
        .isEqualTo("é");
    assertThat(event("text/plain; charset=nonsense", "é".getBytes(StandardCharsets.UTF_8)).text())
        .isEqualTo("é");
    assertThat(event("text/plain", new byte[] {'a', '\r', '\n', (byte) 0xff}).text())
        .isEqualTo("a\r\n\uFFFD");
  }

  static FunctionEvent event(String type, byte[] body) {
    try {
      return new FunctionEvent(
          new EventReader(List.of())
              .read(new HttpRequest("POST", "/", "", Map.of("content-type", List.of(type)), body)));
    } catch (MalformedEvent e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theBytesAreACopy() {
    FunctionEvent event = event("text/plain", new byte[] {'a'});
    event.bytes()[0] = 'b';
    assertThat(event.text()).isEqualTo("a");
    assertThat(event.toString()).doesNotContain("a]");
  }
}
