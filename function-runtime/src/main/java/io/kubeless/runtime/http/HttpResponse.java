package io.kubeless.runtime.http;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A response. The server adds {@code Date}, {@code Content-Length} or {@code Transfer-Encoding},
 * and {@code Connection}.
 *
 * @param status 200 to 599
 * @param headers fields in order
 * @param bytes the body, empty if it is streamed
 * @param stream a body of unknown length; it is closed after the response was sent, or sending
 *     failed
 */
public record HttpResponse(
    int status, List<Header> headers, byte[] bytes, Optional<InputStream> stream) {

  /** One header field. */
  public record Header(String name, String value) {}

  public HttpResponse {
    headers = List.copyOf(headers);
  }

  /** Returns a response without a body. */
  public static HttpResponse of(int status) {
    return new HttpResponse(status, List.of(), new byte[0], Optional.empty());
  }

  /** Returns a response of UTF-8 text. */
  public static HttpResponse text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Returns a response with a body. */
  public static HttpResponse of(int status, String contentType, byte[] body) {
    return new HttpResponse(
        status, List.of(new Header("Content-Type", contentType)), body, Optional.empty());
  }

  /** Returns a copy with one more header field. */
  public HttpResponse with(String name, String value) {
    List<Header> copy = new ArrayList<>(headers);
    copy.add(new Header(name, value));
    return new HttpResponse(status, copy, bytes, stream);
  }

  /** Returns a copy with a stream as its body. */
  public HttpResponse withStream(InputStream body) {
    return new HttpResponse(status, headers, new byte[0], Optional.of(body));
  }
}
