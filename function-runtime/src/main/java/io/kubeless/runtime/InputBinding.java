package io.kubeless.runtime;

import io.kubeless.runtime.source.MalformedEvent;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Optional;

/**
 * Binds the body of an event to the input type of a handler.
 *
 * @param input empty for a handler of plain events
 * @param binding reads JSON; empty in an image that does not need it
 */
record InputBinding(Optional<Type> input, Optional<Binding> binding) {

  /**
   * Returns the event with its body bound, or the event itself for a handler of plain events.
   *
   * @throws MalformedEvent if the body does not have the type
   */
  FunctionEvent bind(FunctionEvent event) throws MalformedEvent {
    if (input.isEmpty()) {
      return event;
    }
    Type type = input.get();
    if (type == byte[].class) {
      return event.bound(event.bytes());
    }
    ContentCoding.requireNone(event.headers());
    if (type == String.class) {
      return event.bound(event.text());
    }
    try {
      return event.bound(binding.orElseThrow().read(event.source().body(), type));
    } catch (IOException e) {
      throw new MalformedEvent(String.valueOf(e.getMessage()));
    }
  }
}
