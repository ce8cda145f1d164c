package io.kubeless.runtime.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message of a broker that has not been read yet.
 *
 * @param origin the id and the time of the event unless the message contains them; the time is when
 *     the message was stored
 * @param namespace the namespace of the event unless the message contains one, such as {@code
 *     kafkatrigger.kubeless.io}
 * @param headers values in order, by name in lower case
 * @param body the bytes; the array must not be changed
 * @param attempt 1 for the first delivery
 * @param binding where the attributes of CloudEvents are
 * @param plain whether no header field describes the event, although there may be some that
 *     describe the message
 */
public record ReceivedMessage(
    Origin origin,
    String namespace,
    Map<String, List<String>> headers,
    byte[] body,
    int attempt,
    Binding binding,
    boolean plain) {

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
  public record Binding(
      String prefix, String specVersion, boolean percentEncoded, boolean headerless) {

    /** Creates a binding in which all attributes have the same prefix. */
    public Binding(String prefix, boolean percentEncoded, boolean headerless) {
      this(prefix, prefix + "specversion", percentEncoded, headerless);
    }
  }

  /** Creates a message whose id and time are known. */
  public ReceivedMessage(
      String id,
      Instant time,
      String namespace,
      Map<String, List<String>> headers,
      byte[] body,
      int attempt,
      Binding binding) {
    this(new Origin.Known(id, time), namespace, headers, body, attempt, binding, headers.isEmpty());
  }

  /** Returns the id of the event unless the message contains one. */
  public String id() {
    return origin.id();
  }

  /** Returns when the message was stored. */
  public Instant time() {
    return origin.time();
  }
}
