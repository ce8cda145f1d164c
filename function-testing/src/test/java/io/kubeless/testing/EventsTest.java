package io.kubeless.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.function.Event;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
  void aTypedEventHoldsTheVeryValue() {
    Object data = new Object();

    assertThat(Events.of(data).data()).isSameAs(data);
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
}
