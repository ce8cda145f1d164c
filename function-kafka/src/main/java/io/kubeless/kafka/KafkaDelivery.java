package io.kubeless.kafka;

import io.kubeless.runtime.source.Delivery;
import io.kubeless.runtime.source.MalformedEvent;
import io.kubeless.runtime.source.MessageReader;
import io.kubeless.runtime.source.Outcome;
import io.kubeless.runtime.source.SourceEvent;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** One attempt for a record. */
final class KafkaDelivery implements Delivery {
  private static final Outcome FAILED_STREAM =
      new Outcome.Failed(new IOException("the stream that the function returned failed"), "");

  private final ConsumerRecord<byte[], byte[]> record;
  private final int attempt;
  private final MessageReader messages;
  private final Map<String, List<String>> trace;
  private final Function<Outcome, Decision> decide;
  private volatile @Nullable Decision decision;

  /**
   * Creates a delivery.
   *
   * @param trace the header field with the trace
   * @param decide is called once, on the thread that delivers the outcome
   */
  KafkaDelivery(
      ConsumerRecord<byte[], byte[]> record,
      int attempt,
      MessageReader messages,
      Map<String, List<String>> trace,
      Function<Outcome, Decision> decide) {
    this.record = record;
    this.attempt = attempt;
    this.messages = messages;
    this.trace = trace;
    this.decide = decide;
  }

  /** Returns the decision; present after the call. */
  @Nullable Decision decision() {
    return decision;
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
    return trace;
  }

  @Override
  public SourceEvent event() throws MalformedEvent {
    return messages.read(RecordMessages.of(record, attempt));
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
