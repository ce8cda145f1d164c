package io.kubeless.benchmarks;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

/** The work as a function of kubeless. */
public final class KubelessFunction implements Handler<Event, Context> {
  @Override
  public String handle(Event event, Context context) {
    return Work.answer(event.path(), event.text());
  }
}
