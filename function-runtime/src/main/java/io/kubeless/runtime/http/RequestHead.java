package io.kubeless.runtime.http;

import java.util.List;
import java.util.Map;

/**
 * The valid request line and header fields of a request.
 *
 * @param method a token
 * @param path the path as sent
 * @param query the part after the question mark, empty if there is none
 * @param minor the minor version of HTTP/1.x: 0 or 1
 * @param headers values in order, by name in lower case
 * @param contentLength -1 if it is missing
 * @param chunked whether the body has the chunked transfer coding
 */
record RequestHead(
    String method,
    String path,
    String query,
    int minor,
    Map<String, List<String>> headers,
    long contentLength,
    boolean chunked) {

  /** Whether the client wants to use the connection again; RFC 9112, 9.3. */
  boolean persistent() {
    return minor == 1 ? !connection("close") : connection("keep-alive") && !connection("close");
  }

  boolean expectsContinue() {
    return minor == 1 && headers.containsKey("expect");
  }

  boolean hasBody() {
    return chunked || contentLength > 0;
  }

  private boolean connection(String option) {
    for (String value : headers.getOrDefault("connection", List.of())) {
      for (String item : value.split(",", -1)) {
        if (item.strip().equalsIgnoreCase(option)) {
          return true;
        }
      }
    }
    return false;
  }
}
