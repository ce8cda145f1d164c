package io.kubeless;

import java.util.Objects;

/**
 * An event as functions of Kubeless for Java receive it. New functions implement {@link
 * io.kubeless.function.Handler} instead.
 *
 * @see <a href="https://github.com/vmware-archive/runtimes/tree/master/stable/java">Upstream's
 *     runtime</a>
 */
@SuppressWarnings("MemberName") // upstream's names
public final class Event {
  /** The body as UTF-8. Other than upstream's, it contains line breaks. */
  public final String Data;

  /** The header {@code event-id}. */
  public final String EventID;

  /** The header {@code event-type}. */
  public final String EventType;

  /** The header {@code event-time}; empty if it is absent. */
  public final String EventTime;

  /** The header {@code event-namespace}. */
  public final String EventNamespace;

  private final io.kubeless.function.Event event;

  /** Creates an event from one of this project. */
  public Event(io.kubeless.function.Event event) {
    this.event = Objects.requireNonNull(event);
    Data = event.text();
    EventID = event.header("event-id").orElse("");
    EventType = event.header("event-type").orElse("");
    EventTime = event.header("event-time").orElse("");
    EventNamespace = event.header("event-namespace").orElse("");
  }

  /** Returns the event with its method, path, query and headers, which upstream does not have. */
  public io.kubeless.function.Event event() {
    return event;
  }
}
