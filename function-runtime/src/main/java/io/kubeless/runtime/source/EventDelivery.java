package io.kubeless.runtime.source;

import java.util.Optional;

/** One call for an event that has been read already, with a trace of its own. */
public abstract class EventDelivery implements Delivery {
  private final SourceEvent event;
  private final String traceId = TraceParent.traceId(Optional.empty());

  /** Creates a delivery. */
  protected EventDelivery(SourceEvent event) {
    this.event = event;
  }

  @Override
  public final String method() {
    return event.request().method();
  }

  @Override
  public final String path() {
    return event.request().fullPath();
  }

  @Override
  public final String eventId() {
    return event.id();
  }

  @Override
  public final String traceId() {
    return traceId;
  }

  @Override
  public final SourceEvent event() {
    return event;
  }
}
