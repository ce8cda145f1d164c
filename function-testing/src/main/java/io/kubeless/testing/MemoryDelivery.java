package io.kubeless.testing;

import io.kubeless.function.Event;
import io.kubeless.runtime.source.DescribedEvent;
import io.kubeless.runtime.source.EventDelivery;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.SourceEvent;
import java.util.concurrent.CompletableFuture;

/** One attempt for an event that is not sent over a network. */
final class MemoryDelivery extends EventDelivery {
  private final CompletableFuture<Delivered> delivered = new CompletableFuture<>();

  MemoryDelivery(Event event, byte[] body, int attempt) {
    super(
        new DescribedEvent(
            event.id(),
            event.type(),
            event.time(),
            event.namespace(),
            new SourceEvent.Request(event.method(), event.path(), event.fullPath(), event.query()),
            event.headers(),
            event.contentType(),
            event.cloudEvent(),
            body,
            attempt));
  }

  /** Returns what has become of the event. */
  Delivered delivered() {
    return delivered.join();
  }

  @Override
  public boolean deliver(Outcome outcome) {
    boolean whole = outcome.readToTheEnd();
    delivered.complete(Delivered.of(outcome));
    return whole;
  }
}
