package io.kubeless.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HandlerTest {

  /** Returns an event that has only the given values. */
  @SuppressWarnings("unchecked")
  private static <T> TypedEvent<T> event(Map<String, Object> answers) {
    return (TypedEvent<T>)
        Proxy.newProxyInstance(
            HandlerTest.class.getClassLoader(),
            new Class<?>[] {TypedEvent.class},
            (proxy, method, arguments) ->
                method.isDefault()
                    ? java.lang.reflect.InvocationHandler.invokeDefault(proxy, method, arguments)
                    : answers.get(method.getName()));
  }

  @Test
  void aTypedHandlerIsGivenTheDataOfTheEvent() throws Exception {
    TypedHandler<String, Integer> length = (input, context) -> input.length();

    assertThat(length.handle(event(Map.of("data", "Duke")), null)).isEqualTo(4);
  }

  @Test
  void aVoidHandlerAnswersNothing() throws Exception {
    StringBuilder seen = new StringBuilder();
    VoidHandler<String> append = (input, context) -> seen.append(input);

    assertThat(append.handle(event(Map.of("data", "Duke")), null)).isNull();
    assertThat(seen).hasToString("Duke");
  }

  @Test
  void aHandlerNeedsNeitherStartNorStop() {
    Handler<Event, Context> handler = (event, context) -> "hi";

    assertThatCode(() -> handler.onStart(null)).doesNotThrowAnyException();
    assertThatCode(() -> handler.onStop(null)).doesNotThrowAnyException();
  }

  @Test
  void aHeaderIsFoundWhateverTheCaseAndTheFirstOfItsValuesIsReturned() {
    Event event = event(Map.of("headers", Map.of("accept", List.of("a", "b"))));

    assertThat(event.header("Accept")).contains("a");
    assertThat(event.header("ACCEPT")).contains("a");
    assertThat(event.header("host")).isEqualTo(Optional.empty());
  }

  @Test
  void theFirstValueOfAQueryParameterIsReturned() {
    Event event = event(Map.of("query", Map.of("a", List.of("1", "2"))));

    assertThat(event.query("a")).contains("1");
    assertThat(event.query("A")).isEmpty();
  }
}
