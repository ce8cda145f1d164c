package io.kubeless.nats;

import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.ReceivedMessage;
import io.kubeless.runtime.source.SourceEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One attempt for a message. */
final class NatsDelivery implements Delivery {
  private static final Outcome FAILED_STREAM =
      new Outcome.Failed(new IOException("the stream that the function returned failed"), "");

  private final ReceivedMessage message;
  private final MessageReader messages;
  private final String traceParent;
  private final Function<Outcome, Decision> decide;
  private volatile @Nullable Decision decision;

  /**
   * Creates a delivery.
   *
   * @param decide is called once, on the thread that delivers the outcome
   */
  NatsDelivery(
      ReceivedMessage message,
      MessageReader messages,
      String traceParent,
      Function<Outcome, Decision> decide) {
    this.message = message;
    this.messages = messages;
    this.traceParent = traceParent;
    this.decide = decide;
  }

  /** Returns the decision; present after the call. */
  Decision decision() {
    Decision present = decision;
    return present == null ? new Decision.Keep() : present;
  }

  @Override
  public String method() {
    return SourceEvent.Request.NONE.method();
  }

  @Override
  public String path() {
    return SourceEvent.Request.NONE.fullPath();
  }

  @Override
  public Map<String, List<String>> headers() {
    return Map.of("traceparent", List.of(traceParent));
  }

  @Override
  public SourceEvent event() throws MalformedEvent {
    return messages.read(message);
  }

  @Override
  public boolean deliver(Outcome outcome) {
    boolean whole =
        !(outcome instanceof Outcome.Answered answered) || answered.answer().readToTheEnd();
    decision = decide.apply(whole ? outcome : FAILED_STREAM);
    return whole;
  }

  @Override
  public boolean logged() {
    return false;
  }
}
