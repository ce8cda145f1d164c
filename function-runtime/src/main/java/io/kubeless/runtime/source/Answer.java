package io.kubeless.runtime.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * The answer of the function, as bytes.
 *
 * @param status 200 to 599
 * @param headers fields in order, including {@code Content-Type} if there is a body
 * @param bytes the body, empty if it is a stream
 * @param stream a body of unknown length; the runtime closes it
 */
public record Answer(int status, List<Header> headers, byte[] bytes, Optional<InputStream> stream) {

  /** One header field. */
  public record Header(String name, String value) {}

  private static final byte[] EMPTY = new byte[0];
  private static final Answer NO_CONTENT = new Answer(204, List.of(), EMPTY, Optional.empty());

  /** Copies the header fields. */
  public Answer {
    headers = List.copyOf(headers);
  }

  /** Returns an answer without a body. */
  public static Answer of(int status) {
    return status == 204 ? NO_CONTENT : new Answer(status, List.of(), EMPTY, Optional.empty());
  }

  /** Returns an answer with a body. */
  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(
        status, List.of(new Header("Content-Type", contentType)), body, Optional.empty());
  }

  /** Returns a copy with a stream as its body. */
  public Answer withStream(InputStream body) {
    return new Answer(status, headers, EMPTY, Optional.of(body));
  }

  /**
   * Reads a streamed body to its end and discards it, for sources that do not use answers.
   *
   * @return false if the stream failed
   */
  public boolean readToTheEnd() {
    if (stream.isEmpty()) {
      return true;
    }
    try {
      stream.get().transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
