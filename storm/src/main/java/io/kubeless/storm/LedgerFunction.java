package io.kubeless.storm;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import java.nio.file.Path;

/** The function of a storm. It takes some time for each event, so that kills hit events. */
public final class LedgerFunction implements Handler<Event, Context> {
  private final LedgerWriter ledger;
  private final long millis;

  /** Opens the ledger. */
  public LedgerFunction() throws Exception {
    ledger = new LedgerWriter(Path.of(System.getenv(Member.LEDGER)));
    millis = Long.parseLong(System.getenv().getOrDefault(Member.MILLIS, "0"));
  }

  @Override
  public Object handle(Event event, Context context) throws Exception {
    ledger.start(event.text(), context.attempt());
    if (millis > 0) {
      Thread.sleep(millis);
    }
    ledger.done(event.text());
    return "";
  }
}
