package io.kubeless.runtime;

import io.kubeless.runtime.source.NewEvent;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The standard input of {@link Publisher}.
 *
 * @param source name of the source that will receive the event, such as {@code kafka-orders}
 */
public record PublishRequest(String source, NewEvent event) {

  /** Writes the request. */
  public void write(OutputStream output) throws IOException {
    DataOutputStream data = new DataOutputStream(output);
    text(data, source);
    optional(data, event.key());
    optional(data, event.subject());
    data.writeInt(event.headers().size());
    for (Map.Entry<String, String> each : event.headers().entrySet()) {
      text(data, each.getKey());
      text(data, each.getValue());
    }
    bytes(data, event.body());
    data.flush();
  }

  /** Reads a request. */
  static PublishRequest read(InputStream input) throws IOException {
    DataInputStream data = new DataInputStream(input);
    String source = text(data);
    Optional<String> key = optional(data);
    Optional<String> subject = optional(data);
    Map<String, String> headers = new LinkedHashMap<>();
    for (int left = data.readInt(); left > 0; left--) {
      String name = text(data);
      headers.put(name, text(data));
    }
    return new PublishRequest(source, new NewEvent(key, subject, headers, bytes(data)));
  }

  private static void optional(DataOutputStream data, Optional<String> text) throws IOException {
    data.writeBoolean(text.isPresent());
    text(data, text.orElse(""));
  }

  private static Optional<String> optional(DataInputStream data) throws IOException {
    boolean present = data.readBoolean();
    return Optional.of(text(data)).filter(text -> present);
  }

  private static void text(DataOutputStream data, String text) throws IOException {
    bytes(data, text.getBytes(StandardCharsets.UTF_8)); // writeUTF is limited to 64 KiB
  }

  private static String text(DataInputStream data) throws IOException {
    return new String(bytes(data), StandardCharsets.UTF_8);
  }

  private static void bytes(DataOutputStream data, byte[] bytes) throws IOException {
    data.writeInt(bytes.length);
    data.write(bytes);
  }

  private static byte[] bytes(DataInputStream data) throws IOException {
    byte[] bytes = new byte[data.readInt()];
    data.readFully(bytes);
    return bytes;
  }
}
