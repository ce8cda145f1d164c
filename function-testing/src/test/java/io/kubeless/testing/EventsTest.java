package io.kubeless.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Event;
import io.kubeless.function.TypedEvent;
import io.kubeless.runtime.FunctionEvent;
import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.SourceEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventsTest {

  @Test
  void aTextEventIsAPostOfThatText() {
    Event event = Events.text("Duke\n");

    assertThat(event.text()).isEqualTo("Duke\n");
    assertThat(event.method() + " " + event.path()).isEqualTo("POST /");
    assertThat(event.contentType()).contains("text/plain; charset=utf-8");
  }

  @Test
  void headersAndQueryAreSeenAsTheRuntimeShowsThem() {
    Event event =
        Events.http("GET", "/a").header("X-One", "1").query("q", "x").query("q", "y").build();

    assertThat(event.header("x-ONE")).contains("1");
    assertThat(event.query()).isEqualTo(Map.of("q", List.of("x", "y")));
  }

  @Test
  void aTypedEventContainsTheSameObject() {
    Object data = new Object();

    assertThat(Events.of(data).data()).isSameAs(data);
  }

  @Test
  void aTypedMessageHasAValueAndItsPosition() {
    TypedEvent<Integer> order = Events.kafka("orders").key("duke").typed(7);

    assertThat(order.data()).isEqualTo(7);
    assertThat(order.header("kafka-key")).contains("duke");
    assertThat(order.id()).isEqualTo("orders:0:0");
    assertThat(Events.nats("orders.new").typed("x").id()).isEqualTo("TEST:1");
  }

  @Test
  void aCloudEventIsNotBuiltAsAPlainMessage() {
    assertThatThrownBy(() -> Events.nats("orders").header("Ce-Type", "t"))
        .hasMessage("CloudEvents cannot be built: Ce-Type");
  }

  @Test
  void aContextAnswersWithWhatItWasGiven() {
    Contexts context =
        Contexts.named("hello").withConfig("greeting", "hi").withSecret("db", Map.of("user", "u"));

    assertThat(context.config("greeting")).contains("hi");
    assertThat(context.config("other")).isEmpty();
    assertThat(context.secret("db")).containsEntry("user", "u");
    assertThat(context.functionName()).isEqualTo("hello");
    assertThat(context.remaining()).isEqualTo(context.timeout());
  }

  @Test
  void aSecretAndAConfigurationMayBeBytes() {
    byte[] bytes = {1, (byte) 0xff};
    Contexts context =
        Contexts.named("hello")
            .withConfigBytes("logo.png", bytes)
            .withSecretBytes("tls", Map.of("keystore.p12", bytes));

    assertThat(context.configBytes("logo.png").orElseThrow()).isEqualTo(bytes);
    assertThat(context.secretBytes("tls").get("keystore.p12")).isEqualTo(bytes);
    assertThat(context.secret("tls")).containsEntry("keystore.p12", "\u0001\uFFFD");
    context.secretBytes("tls").get("keystore.p12")[0] = 9;
    assertThat(context.secretBytes("tls").get("keystore.p12")).isEqualTo(bytes);
  }

  @Test
  void anEventIsImmutableAlthoughItsBuilderIsNot() {
    Events builder = Events.http("GET", "/a").header("a", "1").query("q", "x");
    Event event = builder.build();
    builder.header("a", "2").query("q", "y");

    assertThat(event.headers().get("a")).containsExactly("1");
    assertThat(event.query().get("q")).containsExactly("x");
  }

  @Test
  void anEventHasADefaultIdTimeAndPath() {
    Event plain = Events.http("PUT", "/a").build();

    assertThat(plain.id() + " " + plain.time() + " " + plain.type() + " " + plain.namespace())
        .isEqualTo("test 1970-01-01T00:00:00Z http http");
    assertThat(plain.bytes()).isEmpty();
    assertThat(plain.fullPath()).isEqualTo("/a");
    Event event =
        Events.http("PUT", "/a")
            .id("7")
            .time(java.time.Instant.ofEpochSecond(1))
            .body(new byte[] {1, 2})
            .build();
    assertThat(event.id()).isEqualTo("7");
    assertThat(event.time()).hasToString("1970-01-01T00:00:01Z");
    assertThat(event.bytes()).containsExactly(1, 2);
  }

  @Test
  void aContextIsACopyWithEachChange() {
    Contexts first = Contexts.named("hello");
    Contexts second = first.withConfig("a", "1").withAttempt(2);

    assertThat(first.config("a")).isEmpty();
    assertThat(first.attempt()).isEqualTo(1);
    assertThat(second.config("a")).contains("1");
    assertThat(second.attempt()).isEqualTo(2);
    assertThat(second.timeout()).hasMinutes(3);
    assertThat(second.memoryLimitBytes()).isEmpty();
    assertThat(second.runtime()).isEqualTo("test");
    assertThat(second.secret("none")).isEmpty();
    assertThat(second.logger().getName()).isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/plain; charset=utf-8",
        "text/plain;charset=ISO-8859-1",
        "text/plain; format=flowed; CHARSET=\"iso-8859-15\"",
        "text/plain; charset=klingon",
        "text/plain; charset=",
        "text/plain; charset = utf-16",
        "no media type"
      })
  void anEventIsReadAsTheRuntimeReadsIt(String contentType) {
    byte[] body = {'a', (byte) 0xa4, (byte) 0xc3, (byte) 0xa9};
    Event built = Events.http("POST", "/a").header("Content-Type", contentType).body(body).build();
    Event ofTheRuntime =
        new FunctionEvent(
            new DescribedEvent(
                built.id(),
                contentType,
                built.time(),
                "http",
                new SourceEvent.Request("POST", "/a", "/a", Map.of()),
                Map.of("content-type", List.of(contentType)),
                Optional.of(contentType),
                Map.of(),
                body,
                1));

    assertThat(built.text()).isEqualTo(ofTheRuntime.text());
    assertThat(built.type()).isEqualTo(ofTheRuntime.type());
    assertThat(built.fullPath()).isEqualTo(ofTheRuntime.fullPath());
    assertThat(built.contentType()).isEqualTo(ofTheRuntime.contentType());
    assertThat(built.cloudEvent()).isEqualTo(ofTheRuntime.cloudEvent());
    assertThat(built).hasToString(ofTheRuntime.toString());
  }
}
