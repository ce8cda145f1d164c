package io.kubeless.runtime.source;

import java.util.Map;
import java.util.Optional;

/**
 * A message of a broker. As long as it is not read, it is an event that nothing describes: its id
 * and its namespace are those that the source gives it, its time is when the message was stored,
 * and its type is {@code application/octet-stream}.
 */
public interface ReceivedMessage extends SourceEvent {

  /**
   * A protocol binding of CloudEvents.
   *
   * @param prefix of the header fields that contain attributes in binary mode, in lower case
   * @param specVersion the header field that every CloudEvent in binary mode has
   * @param percentEncoded whether the values of these fields are percent-encoded
   * @param headerless whether a message without headers may be a CloudEvent in structured mode
   * @see <a href="https://github.com/cloudevents/spec/tree/v1.0.2/cloudevents/bindings">Protocol
   *     bindings</a>
   */
  record Binding(String prefix, String specVersion, boolean percentEncoded, boolean headerless) {

    /** Creates a binding in which all attributes have the same prefix. */
    public Binding(String prefix, boolean percentEncoded, boolean headerless) {
      this(prefix, prefix + "specversion", percentEncoded, headerless);
    }
  }

  /** Returns where the attributes of CloudEvents are. */
  Binding binding();

  /**
   * Returns whether no header field describes the event, although there may be some that describe
   * the message.
   */
  boolean plain();

  @Override
  default String type() {
    return "application/octet-stream";
  }

  @Override
  default Request request() {
    return Request.NONE;
  }

  @Override
  default Optional<String> contentType() {
    return Optional.empty();
  }

  @Override
  default Map<String, String> cloudEvent() {
    return Map.of();
  }
}
