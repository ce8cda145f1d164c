package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.runtime.Binding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;

/** The bytes of an event. */
final class EventBody {
  private EventBody() {}

  /** Returns the body, or the value that the event is bound to as JSON. */
  static byte[] of(Event event, ClassLoader loader) {
    byte[] body = event.bytes();
    if (body.length > 0 || !(event instanceof BuiltEvent<?> built) || built.value() == null) {
      return body;
    }
    Binding json =
        ServiceLoader.load(Binding.class, loader)
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("kubeless-function-json is not on the class path"));
    try {
      return json.write(built.data(), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
