package peer;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;

/** The work as a function of kubeless. */
public final class Hello implements Handler<Event, Context> {
  @Override
  public String handle(Event event, Context context) throws InterruptedException {
    if (event.path().equals("/sleep")) {
      Thread.sleep(50);
    }
    return "hello " + event.text();
  }
}
