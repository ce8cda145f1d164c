package io.kubeless.runtime.source;

/**
 * Reads events from messages, in the same way for all brokers. A message is a CloudEvent in binary
 * or structured mode, has the header fields of Kubeless ({@code event-id}, {@code event-type},
 * {@code event-time}, {@code event-namespace}), or has neither.
 */
@FunctionalInterface
public interface MessageReader {

  /**
   * Reads an event.
   *
   * @throws MalformedEvent if the message is declared as a CloudEvent but is not a valid one, or
   *     has an invalid time
   */
  SourceEvent read(ReceivedMessage message) throws MalformedEvent;
}
