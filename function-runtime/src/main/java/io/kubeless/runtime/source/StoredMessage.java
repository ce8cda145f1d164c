package io.kubeless.runtime.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message whose id, time and headers are known.
 *
 * @see ReceivedMessage
 */
public record StoredMessage(
    String id,
    Instant time,
    String namespace,
    Map<String, List<String>> headers,
    byte[] body,
    int attempt,
    Binding binding)
    implements ReceivedMessage {

  @Override
  public boolean plain() {
    return headers.isEmpty();
  }
}
