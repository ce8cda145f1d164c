package io.kubeless.runtime.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads and checks the head of a request: RFC 9112, 2 to 6, and RFC 9110, 5 and 7.2. */
final class HeadReader {
  // Memory that the maps of header fields and query parameters take for each entry, without its
  // text.
  private static final int ENTRY_BYTES = 256;

  private static final KnownLines<RequestLine> LINES =
      new KnownLines<>() {
        @Override
        RequestLine parse(String line) throws RefusedRequest {
          return RequestLine.parse(line);
        }

        @Override
        boolean lasts(RequestLine parsed) {
          return parsed.lasts();
        }
      };
  private static final KnownLines<HeaderField> FIELDS =
      new KnownLines<>() {
        @Override
        HeaderField parse(String line) throws RefusedRequest {
          return HeaderField.parse(line);
        }

        @Override
        boolean lasts(HeaderField parsed) {
          return parsed.lasts();
        }
      };

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
    RequestLine line = wire.readKnown(LINES, limits.requestLineBytes(), 414);
    if (line == null) { // one empty line before a request is ignored: RFC 9112, 2.2
      line = wire.readKnown(LINES, limits.requestLineBytes(), 414);
    }
    if (line == null) {
      throw new RefusedRequest(400, "a request line must be a method, a target and a version");
    }
    Target target = line.target();
    int minor = line.minor();
    cover(wire.lineBytes(), ampersands(target.query()));
    Map<String, List<String>> headers = headers();
    checkHost(headers, minor);
    boolean chunked = chunked(headers, minor);
    long length = contentLength(headers);
    if (chunked && length >= 0) {
      throw new RefusedRequest(400, "Content-Length and Transfer-Encoding exclude each other");
    }
    checkExpect(headers, minor);
    return new RequestHead(
        line.method(), target.path(), target.query(), minor, headers, length, chunked);
  }

  private static long ampersands(String query) {
    return query.isEmpty() ? 0 : query.chars().filter(c -> c == '&').count();
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    int left = limits.headerBytes();
    for (int count = 0; ; count++) {
      HeaderField field = wire.readKnown(FIELDS, left, 431);
      if (field == null) {
        return Collections.unmodifiableMap(headers);
      }
      if (count == limits.headerCount()) {
        throw new RefusedRequest(431, "more than " + count + " header fields");
      }
      left -= wire.lineBytes();
      cover(wire.lineBytes(), 1);
      List<String> before = headers.put(field.name(), field.values());
      if (before != null) {
        headers.put(field.name(), both(before, field.values()));
      }
    }
  }

  private static List<String> both(List<String> first, List<String> second) {
    List<String> all = new ArrayList<>(first);
    all.addAll(second);
    return List.copyOf(all);
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
