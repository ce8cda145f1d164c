package io.kubeless.forwarder;

import io.kubeless.function.Event;
import io.kubeless.runtime.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The header fields with which the trigger controllers of Kubeless send an event.
 *
 * @see <a
 *     href="https://github.com/vmware-archive/kafka-trigger/blob/master/pkg/utils/event_sender.go">event_sender.go</a>
 */
final class SentHeaders {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private SentHeaders() {}

  /** Returns the fields by name, in the order in which they are sent. */
  static Map<String, String> of(Event event, byte[] body) {
    Optional<String> topic = event.header("kafka-topic");
    String type = isJsonObject(body) ? "application/json" : "application/x-www-form-urlencoded";
    String source = topic.isPresent() ? "kafka" : "nats";
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("event-id", sendable(event.id()));
    fields.put("event-time", time(event.time()));
    fields.put("event-namespace", source + "triggers.kubeless.io");
    topic.ifPresent(each -> fields.put("event-topic", sendable(each)));
    fields.put("event-type", type);
    fields.put("Content-Type", type);
    fields.put("User-Agent", "kubeless-" + source + "-trigger-controller");
    return fields;
  }

  private static boolean isJsonObject(byte[] body) {
    try {
      JsonReader.members(new String(body, StandardCharsets.UTF_8));
      return true;
    } catch (JsonReader.InvalidJson e) {
      return false;
    }
  }

  /**
   * Returns the form of Go's {@code Time.String()}, such as {@code 2018-05-18 05:40:42.88 +0000
   * UTC}.
   */
  static String time(Instant instant) {
    return TIME.format(instant).replaceFirst("\\.?0+$", "") + " +0000 UTC";
  }

  /** Returns a value of a header field: what is not printable ASCII is percent-encoded. */
  private static String sendable(String text) {
    StringBuilder value = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f) {
        value.append((char) each);
      } else {
        value.append(String.format(Locale.ROOT, "%%%02X", each & 0xff));
      }
    }
    return value.toString();
  }
}
