package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

public final class First implements Handler<Event, Context> {
  @Override
  public String handle(Event event, Context context) {
    return Shop.greet("first ") + event.text();
  }
}
