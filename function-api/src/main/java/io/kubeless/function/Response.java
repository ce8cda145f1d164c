package io.kubeless.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * An answer with a status and header fields.
 *
 * <pre>{@code
 * return Response.of(201, receipt).withHeader("Location", "/orders/7");
 * }</pre>
 *
 * <p>Responses are immutable.
 *
 * @param <T> the type of the body; like a return type, it determines whether the image needs JSON
 */
public final class Response<T> {
  // RFC 9110, 5.1 and 5.5
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern VALUE =
      Pattern.compile(
          "([\\x21-\\x7e\\x80-\\xff]([\\t\\x20-\\x7e\\x80-\\xff]*[\\x21-\\x7e\\x80-\\xff])?)?");

  // Fields of RFC 9110, 9111, 6266, 6797 and the Fetch standard whose value is not a list
  private static final Set<String> ONCE =
      Set.of(
          "access-control-allow-credentials",
          "access-control-allow-origin",
          "access-control-max-age",
          "age",
          "content-disposition",
          "content-location",
          "content-range",
          "content-type",
          "etag",
          "expires",
          "last-modified",
          "location",
          "retry-after",
          "server",
          "strict-transport-security");

  private final int status;
  private final Map<String, List<String>> headers;
  private final Optional<T> body;

  private Response(int status, Map<String, List<String>> headers, Optional<T> body) {
    if (status < 200 || status > 599) {
      throw new IllegalArgumentException("status must be 200 to 599: " + status);
    }
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  /**
   * Creates a response without a body.
   *
   * @param status 200 to 599
   * @param <T> any type, because the response has no body
   * @return the response
   * @throws IllegalArgumentException for any other status
   */
  public static <T> Response<T> of(int status) {
    return new Response<>(status, Map.of(), Optional.empty());
  }

  /**
   * Creates a response with a body.
   *
   * @param status 200 to 599
   * @param body the body, written by the rules of {@link Handler#handle}
   * @param <T> the type of the body
   * @return the response
   * @throws IllegalArgumentException for any other status
   */
  public static <T> Response<T> of(int status, T body) {
    return new Response<>(status, Map.of(), Optional.of(body));
  }

  /**
   * Returns a copy with one more header field. A field that can occur only once, such as {@code
   * Location}, replaces the earlier one. A {@code Content-Type} replaces that of the body, and text
   * is encoded in its charset. The server sets {@code Connection}, {@code Content-Length}, {@code
   * Date} and {@code Transfer-Encoding} itself, and ignores them here.
   *
   * @param name a token of RFC 9110
   * @param value printable characters of ISO-8859-1, without white space at its ends
   * @return the copy
   * @throws IllegalArgumentException if the name or the value is not allowed in a header field
   */
  public Response<T> withHeader(String name, String value) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a header name: " + visible(name));
    }
    if (!VALUE.matcher(value).matches()) {
      throw new IllegalArgumentException("not a value of header " + name + ": " + visible(value));
    }
    Map<String, List<String>> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    List<String> values = new ArrayList<>(copy.getOrDefault(name, List.of()));
    if (ONCE.contains(name.toLowerCase(Locale.ROOT))) {
      values.clear();
    }
    values.add(value);
    copy.put(name, List.copyOf(values));
    return new Response<>(status, copy, body);
  }

  private static String visible(String text) {
    return text.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
  }

  /**
   * Returns the status.
   *
   * @return 200 to 599
   */
  public int status() {
    return status;
  }

  /**
   * Returns the header fields.
   *
   * @return the values in the order in which they were added, by name in the case of its first use
   */
  public Map<String, List<String>> headers() {
    return java.util.Collections.unmodifiableMap(headers);
  }

  /**
   * Returns the body.
   *
   * @return the body, empty if there is no body
   */
  public Optional<T> body() {
    return body;
  }
}
