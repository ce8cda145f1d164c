package com.acme;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

/** Greets the user of the token. Calls without a valid token do not reach it. */
public final class Secured implements Handler<Event, Context> {
  @Override
  public String handle(Event event, Context context) {
    return "hello " + context.claims().get("sub");
  }
}
