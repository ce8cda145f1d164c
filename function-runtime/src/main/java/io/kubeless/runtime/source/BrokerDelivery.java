package io.kubeless.runtime.source;

import java.io.IOException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Attempts for events of a broker, to which no answer is sent. One thread makes them one after the
 * other.
 */
public final class BrokerDelivery implements Delivery {
  private static final Outcome FAILED_STREAM =
      new Outcome.Failed(new IOException("the stream that the function returned failed"), "");

  private final MessageReader messages;
  private final BiFunction<ReceivedMessage, Outcome, Decision> decide;
  private ReceivedMessage message;
  private @Nullable Decision decision; // read when no other thread can write it any more

  /**
   * Creates a delivery of a message.
   *
   * @param decide is called once for each attempt, on the thread that delivers the outcome
   */
  public BrokerDelivery(
      ReceivedMessage message,
      MessageReader messages,
      BiFunction<ReceivedMessage, Outcome, Decision> decide) {
    this.message = message;
    this.messages = messages;
    this.decide = decide;
  }

  /** Begins an attempt for another message, after the one before has ended. */
  public void next(ReceivedMessage other) {
    message = other;
    decision = null;
  }

  /** Returns the decision after the call. A call without an outcome ends with the process. */
  public Decision decision() {
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
  public String eventId() {
    return message.id();
  }

  @Override
  public String traceId() {
    return TraceParent.traceId(message);
  }

  @Override
  public SourceEvent event() throws MalformedEvent {
    return messages.read(message);
  }

  @Override
  public boolean deliver(Outcome outcome) {
    boolean whole = outcome.readToTheEnd();
    decision = decide.apply(message, whole ? outcome : FAILED_STREAM);
    return whole;
  }

  @Override
  public boolean logged() {
    return false;
  }
}
