package io.kubeless.runtime;

import io.kubeless.function.Event;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.ReceivedMessage;

/** Reads messages as a function's process does. */
public final class ReadMessage {
  private ReadMessage() {}

  /** Returns the event that a handler receives. */
  public static Event of(ReceivedMessage message) throws MalformedEvent {
    return new FunctionEvent(new Messages().read(message));
  }

  /** Returns all that a handler can read of an event. */
  public static String text(Event event) {
    return String.join(
        "\n",
        event.toString(),
        event.time().toString(),
        event.method() + " " + event.path() + " " + event.fullPath() + " " + event.query(),
        event.headers().toString(),
        event.contentType().toString(),
        event.cloudEvent().toString(),
        event.text(),
        "" + event.bytes().length);
  }
}
