package io.kubeless.runtime.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads and checks the head of a request: RFC 9112, 2 to 6, and RFC 9110, 5 and 7.2. */
final class HeadReader {
  // Memory that the maps of header fields and query parameters take for each entry, without its
  // text.
  private static final int ENTRY_BYTES = 256;

  private final Wire wire;
  private final Limits limits;
  private final MemoryBudget.Lease lease;
  private long bytes;

  HeadReader(Wire wire, Limits limits, MemoryBudget.Lease lease) {
    this.wire = wire;
    this.limits = limits;
    this.lease = lease;
  }

  /** Returns the memory that the head takes. */
  long bytes() {
    return bytes;
  }

  private void cover(int length, long entries) throws RefusedRequest {
    bytes += 2L * length + ENTRY_BYTES * entries;
    if (!lease.cover(bytes)) {
      throw RefusedRequest.outOfMemory();
    }
  }

  RequestHead read() throws IOException {
    String line = wire.readLine(limits.requestLineBytes(), 414);
    if (line.isEmpty()) { // one empty line before a request is ignored: RFC 9112, 2.2
      line = wire.readLine(limits.requestLineBytes(), 414);
    }
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new RefusedRequest(400, "a request line must be a method, a target and a version");
    }
    int minor = minor(parts[2]);
    String method = parts[0];
    if (!Syntax.isToken(method)) {
      throw new RefusedRequest(400, "the method is not a token");
    }
    if (method.equals("CONNECT")) {
      throw new RefusedRequest(501, "CONNECT is not supported");
    }
    cover(line.length(), line.chars().filter(c -> c == '&').count());
    Target target = Target.parse(method, parts[1]);
    Map<String, List<String>> headers = headers();
    checkHost(headers, minor);
    boolean chunked = chunked(headers, minor);
    long length = contentLength(headers);
    if (chunked && length >= 0) {
      throw new RefusedRequest(400, "Content-Length and Transfer-Encoding exclude each other");
    }
    checkExpect(headers, minor);
    return new RequestHead(method, target.path(), target.query(), minor, headers, length, chunked);
  }

  private static int minor(String version) throws RefusedRequest {
    boolean wellFormed =
        version.length() == 8
            && version.startsWith("HTTP/")
            && Syntax.isDigit(version.charAt(5))
            && version.charAt(6) == '.'
            && Syntax.isDigit(version.charAt(7));
    if (!wellFormed) {
      throw new RefusedRequest(400, "the version is not HTTP/1.1");
    }
    if (version.charAt(5) != '1') {
      throw new RefusedRequest(505, "only HTTP/1.1 and HTTP/1.0 are supported");
    }
    return version.charAt(7) == '0' ? 0 : 1;
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int left = limits.headerBytes();
    for (int count = 0; ; count++) {
      String line = wire.readLine(left, 431);
      if (line.isEmpty()) {
        headers.replaceAll((name, values) -> List.copyOf(values));
        return headers;
      }
      if (count == limits.headerCount()) {
        throw new RefusedRequest(431, "more than " + count + " header fields");
      }
      left -= line.length();
      cover(line.length(), 1);
      int colon = line.indexOf(':');
      if (colon < 0 || !Syntax.isToken(line.substring(0, colon))) {
        throw new RefusedRequest(400, "a header field must be a name, a colon and a value");
      }
      String value = Syntax.trim(line.substring(colon + 1));
      if (!Syntax.isFieldValue(value)) {
        throw new RefusedRequest(400, "a header field contains a control character");
      }
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      headers.computeIfAbsent(name, key -> new ArrayList<>(1)).add(value);
    }
  }

  private static void checkHost(Map<String, List<String>> headers, int minor)
      throws RefusedRequest {
    List<String> hosts = headers.getOrDefault("host", List.of());
    if (hosts.size() > 1 || (hosts.isEmpty() && minor == 1)) {
      throw new RefusedRequest(400, "a request must have one Host");
    }
    if (!hosts.isEmpty() && !Syntax.isAuthority(hosts.get(0))) {
      throw new RefusedRequest(400, "the Host must be a host and a port");
    }
  }

  private static boolean chunked(Map<String, List<String>> headers, int minor)
      throws RefusedRequest {
    List<String> codings = headers.get("transfer-encoding");
    if (codings == null) {
      return false;
    }
    if (minor == 0) {
      throw new RefusedRequest(400, "HTTP/1.0 does not define Transfer-Encoding");
    }
    if (codings.size() == 1 && codings.get(0).equalsIgnoreCase("chunked")) {
      return true;
    }
    for (String coding : String.join(",", codings).split(",", -1)) {
      String name = coding.strip().toLowerCase(Locale.ROOT);
      if (!List.of("chunked", "gzip", "x-gzip", "deflate", "compress", "x-compress")
          .contains(name)) {
        throw new RefusedRequest(400, "the Transfer-Encoding is not chunked");
      }
    }
    boolean once = codings.size() == 1 && !codings.get(0).matches("(?i).*chunked.*,.*chunked.*");
    throw once
        ? new RefusedRequest(501, "the only supported Transfer-Encoding is chunked")
        : new RefusedRequest(400, "the Transfer-Encoding is not chunked");
  }

  private static long contentLength(Map<String, List<String>> headers) throws RefusedRequest {
    List<String> values = headers.get("content-length");
    if (values == null) {
      return -1;
    }
    String value = values.get(0);
    if (values.size() > 1 || !Syntax.isDigits(value)) {
      throw new RefusedRequest(400, "the Content-Length must be one number");
    }
    return value.length() > 18 ? Long.MAX_VALUE : Long.parseLong(value);
  }

  private static void checkExpect(Map<String, List<String>> headers, int minor)
      throws RefusedRequest {
    List<String> values = headers.getOrDefault("expect", List.of());
    boolean known = values.stream().allMatch(value -> value.equalsIgnoreCase("100-continue"));
    if (minor == 1 && !known) {
      throw new RefusedRequest(417, "the only supported expectation is 100-continue");
    }
  }
}
