package io.kubeless.benchmarks;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

/** Counts events as a function of kubeless. */
public final class EventFunction implements Handler<Event, Context> {
  private final EventMeter meter = new EventMeter();

  @Override
  public Void handle(Event event, Context context) {
    meter.event(event.bytes());
    return null;
  }
}
