package ${package};

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

public final class Hello implements Handler<Event, Context> {
  @Override
  public String handle(Event event, Context context) {
    return "hello " + event.text();
  }
}
