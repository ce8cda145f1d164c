package io.kubeless.runtime.http;

import java.util.ArrayList;
import java.util.List;

/**
 * Requests with their expected responses, by section of RFC 9112 and RFC 9110. Each request is
 * followed by another for {@code /next}, which is answered only if the connection remains usable.
 */
final class Requests {
  static final String NEXT = "GET /next HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  private static final String OK = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  private Requests() {}

  /**
   * One request.
   *
   * @param section section of the RFC
   * @param sentence the requirement that it tests
   * @param request the bytes, in ISO-8859-1
   * @param expected the statuses, with the bodies of 200s, and {@code close} if no more responses
   *     follow
   */
  record Case(String section, String sentence, String request, String expected) {
    @Override
    public String toString() {
      return section + " " + sentence;
    }
  }

  /** Returns responses in the form of {@link Case#expected}. */
  static String text(List<RawClient.Answer> answers) {
    List<String> parts = new ArrayList<>();
    boolean next = false;
    for (RawClient.Answer answer : answers) {
      next = answer.body().equals("GET /next []");
      if (!next) {
        parts.add(answer.status() == 200 ? "200 " + answer.body() : "" + answer.status());
      }
    }
    if (!next) {
      parts.add("close");
    }
    return String.join(", ", parts);
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n";
  }

  private static String head(String... lines) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", lines) + "\r\n\r\n";
  }

  private static String post(String headers, String body) {
    return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n\r\n" + body;
  }

  private static String chunked(String body) {
    return post("Transfer-Encoding: chunked", body);
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    cases.addAll(messages());
    cases.addAll(targets());
    cases.addAll(fields());
    cases.addAll(framing());
    cases.addAll(chunks());
    cases.addAll(connections());
    cases.addAll(semantics());
    return cases;
  }

  private static List<Case> messages() {
    return List.of(
        new Case(
            "9112 2.2", "an empty line before a request is ignored", "\r\n" + OK, "200 GET / []"),
        new Case("9112 2.2", "two empty lines are not", "\r\n\r\n" + OK, "400, close"),
        new Case(
            "9112 2.2",
            "a bare LF does not end a line",
            "GET / HTTP/1.1\nHost: a\n\n",
            "400, close"),
        new Case(
            "9112 2.2",
            "a bare CR in a line is refused",
            "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.2",
            "white space before the first field is refused",
            "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.2",
            "a NUL in the request line is refused",
            "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.2",
            "TLS on a plain port is refused",
            "\u0016\u0003\u0001\u0002\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.3",
            "a version in lower case is invalid",
            "GET / http/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.3",
            "HTTP/2.0 in a request line is not supported",
            "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
            "505, close"),
        new Case(
            "9112 2.3",
            "HTTP/9.9 is not supported",
            "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
            "505, close"),
        new Case(
            "9112 2.3",
            "HTTP/1.2 is read as HTTP/1.1",
            "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
            "200 GET / []"),
        new Case(
            "9112 2.3",
            "a version with two digits is invalid",
            "GET / HTTP/1.10\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 2.3", "HTTP/0.9 without a version is refused", "GET /\r\n\r\n", "400, close"),
        new Case(
            "9112 3",
            "a request line has three parts",
            "GET / x HTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3",
            "two spaces in it are refused",
            "GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3",
            "a tab in it is refused",
            "GET\t/\tHTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3",
            "white space at its end is refused",
            "GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.1",
            "any token may be a method",
            "br-ew /tea HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 br-ew /tea []"),
        new Case(
            "9112 3.1",
            "a method of other characters is refused",
            "G(T / HTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.1",
            "an empty method is refused",
            " / HTTP/1.1\r\nHost: a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.1",
            "methods are case-sensitive",
            "get / HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 get / []"));
  }

  private static List<Case> targets() {
    return List.of(
        new Case(
            "9112 3.2.1",
            "path and query are passed on as sent",
            get("/a%2Fb/../c?x=%20&y"),
            "200 GET /a%2Fb/../c?x=%20&y []"),
        new Case("9112 3.2.1", "an empty query counts as no query", get("/a?"), "200 GET /a []"),
        new Case(
            "9112 3.2.1", "a query may contain question marks", get("/?a?b"), "200 GET /?a?b []"),
        new Case("9112 3.2.1", "a fragment is refused", get("/a#b"), "400, close"),
        new Case(
            "9112 3.2.1", "a raw non-ASCII character is refused", get("/\u00e9"), "400, close"),
        new Case(
            "9112 3.2.1", "an incomplete percent-encoding is refused", get("/%2"), "400, close"),
        new Case("9112 3.2.1", "a wrong percent-encoding is refused", get("/%zz"), "400, close"),
        new Case("9112 3.2.1", "an encoded NUL is refused", get("/a%00b"), "400, close"),
        new Case("9112 3.2.1", "a backslash is refused", get("/a\\b"), "400, close"),
        new Case("9112 3.2.1", "a relative target is refused", get("a"), "400, close"),
        new Case("9112 3.2.1", "two slashes are a path", get("//a/b"), "200 GET //a/b []"),
        new Case(
            "9112 3.2.2",
            "the absolute form is read as its path",
            get("http://b:8080/c?d"),
            "200 GET /c?d []"),
        new Case("9112 3.2.2", "without a path it is the root", get("http://b"), "200 GET / []"),
        new Case(
            "9112 3.2.2",
            "without a path it may have a query",
            get("http://b?q"),
            "200 GET /?q []"),
        new Case(
            "9112 3.2.2", "the scheme is case-insensitive", get("HTTPS://b/c"), "200 GET /c []"),
        new Case("9112 3.2.2", "without a host it is refused", get("http:///c"), "400, close"),
        new Case("9112 3.2.2", "another scheme is refused", get("ftp://b/c"), "400, close"),
        new Case("9112 3.2.2", "a host with a user is refused", get("http://u@b/c"), "400, close"),
        new Case(
            "9112 3.2.3",
            "the authority form is for CONNECT, which is not supported",
            "CONNECT b:80 HTTP/1.1\r\nHost: b\r\n\r\n",
            "501, close"),
        new Case(
            "9112 3.2.4",
            "OPTIONS may have the target *",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "200 OPTIONS * []"),
        new Case("9112 3.2.4", "other methods must not", get("*"), "400, close"),
        new Case(
            "9112 3.2",
            "a request without Host is refused",
            "GET / HTTP/1.1\r\nX: a\r\n\r\n",
            "400, close"),
        new Case("9112 3.2", "two Hosts are refused", head("Host: a"), "400, close"),
        new Case(
            "9112 3.2",
            "a Host of two values is refused",
            "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.2",
            "a Host with a path is refused",
            "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.2",
            "a Host with a user is refused",
            "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n",
            "400, close"),
        new Case(
            "9112 3.2", "an empty Host is one", "GET / HTTP/1.1\r\nHost:\r\n\r\n", "200 GET / []"),
        new Case(
            "9112 3.2",
            "an IPv6 address is a Host",
            "GET / HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
            "200 GET / []"),
        new Case(
            "9112 3.2",
            "HTTP/1.0 needs no Host",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
            "200 GET / []"));
  }

  private static List<Case> fields() {
    return List.of(
        new Case("9112 5", "a field without a colon is refused", head("Nonsense"), "400, close"),
        new Case("9112 5", "a field without a name is refused", head(": a"), "400, close"),
        new Case(
            "9112 5.1", "white space before the colon is refused", head("X : a"), "400, close"),
        new Case("9112 5.1", "a tab before the colon is refused", head("X\t: a"), "400, close"),
        new Case(
            "9112 5.1", "a name of other characters is refused", head("X(Y): a"), "400, close"),
        new Case("9112 5.2", "a folded line is refused", head("X: a", " b"), "400, close"),
        new Case("9110 5.5", "a NUL in a value is refused", head("X: a\0b"), "400, close"),
        new Case(
            "9110 5.5",
            "a control character in a value is refused",
            head("X: a\u0001b"),
            "400, close"),
        new Case("9110 5.5", "DEL in a value is refused", head("X: a\u007fb"), "400, close"),
        new Case("9110 5.5", "an empty value is allowed", head("X:"), "200 GET / []"),
        new Case(
            "9110 5.5",
            "the upper half of ISO-8859-1 is allowed",
            head("X: \u00e9"),
            "200 GET / []"),
        new Case("9110 5.5", "tabs in a value are allowed", head("X: a\tb"), "200 GET / []"));
  }

  private static List<Case> framing() {
    return List.of(
        new Case(
            "9112 6.1",
            "chunked and a length together are refused",
            post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "in the other order too",
            post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "HTTP/1.0 has no transfer coding",
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "400, close"),
        new Case(
            "9112 6.1",
            "an unknown transfer coding is refused",
            post("Transfer-Encoding: xchunked", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "identity is not a transfer coding",
            post("Transfer-Encoding: identity", ""),
            "400, close"),
        new Case(
            "9112 6.1",
            "a known but unsupported coding is 501",
            post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
            "501, close"),
        new Case(
            "9112 6.1",
            "chunked is the last coding",
            post("Transfer-Encoding: chunked, identity", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "chunked twice is refused",
            post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "two fields of it are refused",
            post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1", "an empty one is refused", post("Transfer-Encoding:", ""), "400, close"),
        new Case(
            "9112 6.1",
            "a quoted one is refused",
            post("Transfer-Encoding: \"chunked\"", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "one with a vertical tab is refused",
            post("Transfer-Encoding: \u000bchunked", "0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 6.1",
            "its case is ignored",
            post("Transfer-Encoding: CHUNKED", "3\r\nabc\r\n0\r\n\r\n"),
            "200 POST / [abc]"),
        new Case(
            "9112 6.2",
            "a length determines the end of the body",
            post("Content-Length: 3", "abc"),
            "200 POST / [abc]"),
        new Case(
            "9112 6.2",
            "a length of zero is no body",
            post("Content-Length: 0", ""),
            "200 POST / []"),
        new Case(
            "9112 6.2",
            "zeros before a length are digits",
            post("Content-Length: 003", "abc"),
            "200 POST / [abc]"),
        new Case("9112 6.3", "without either there is no body", post("X: a", ""), "200 POST / []"),
        new Case(
            "9112 6.3", "a sign is not a digit", post("Content-Length: +3", "abc"), "400, close"),
        new Case(
            "9112 6.3",
            "a negative length is refused",
            post("Content-Length: -1", ""),
            "400, close"),
        new Case(
            "9112 6.3",
            "a hexadecimal length is refused",
            post("Content-Length: 0x3", "abc"),
            "400, close"),
        new Case(
            "9112 6.3", "an empty length is refused", post("Content-Length:", ""), "400, close"),
        new Case(
            "9112 6.3",
            "a length with a space inside is refused",
            post("Content-Length: 1 1", "abc"),
            "400, close"),
        new Case(
            "9112 6.3",
            "two lengths that differ are refused",
            post("Content-Length: 3\r\nContent-Length: 4", "abc"),
            "400, close"),
        new Case(
            "9112 6.3",
            "two equal ones are refused",
            post("Content-Length: 3\r\nContent-Length: 3", "abc"),
            "400, close"),
        new Case(
            "9112 6.3",
            "a list of lengths is refused",
            post("Content-Length: 3, 3", "abc"),
            "400, close"),
        new Case(
            "9112 6.3",
            "a length beyond every number is too long",
            post("Content-Length: 99999999999999999999999", "abc"),
            "413, close"),
        new Case(
            "9112 6.3",
            "a length beyond the limit is too long",
            post("Content-Length: 2001", "abc"),
            "413, close"),
        new Case(
            "9112 6.3",
            "a length at the limit is not",
            post("Content-Length: 2000", "x".repeat(2000)),
            "200 POST / [" + "x".repeat(2000) + "]"),
        new Case(
            "9112 6.3",
            "a GET may have a body",
            "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc",
            "200 GET / [abc]"));
  }

  private static List<Case> chunks() {
    return List.of(
        new Case(
            "9112 7.1",
            "chunks are joined",
            chunked("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
            "200 POST / [abcde]"),
        new Case(
            "9112 7.1",
            "a size is hexadecimal, in any case",
            chunked("A\r\n0123456789\r\n0b\r\n0123456789x\r\n0\r\n\r\n"),
            "200 POST / [01234567890123456789x]"),
        new Case(
            "9112 7.1",
            "a size with 0x is refused",
            chunked("0x3\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "a size with a sign is refused",
            chunked("+3\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1", "an empty size is refused", chunked("\r\nabc\r\n0\r\n\r\n"), "400, close"),
        new Case(
            "9112 7.1",
            "a size that overflows is refused",
            chunked("fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "white space before a size is refused",
            chunked(" 3\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "a bare LF after a size is refused",
            chunked("3\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "a chunk longer than its size is refused",
            chunked("3\r\nabcd\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "a chunk shorter than its size is refused",
            chunked("5\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1",
            "chunks beyond the limit together are too long",
            chunked("7d0\r\n" + "x".repeat(2000) + "\r\n1\r\ny\r\n0\r\n\r\n"),
            "413, close"),
        new Case(
            "9112 7.1.1",
            "an extension is ignored",
            chunked("3;a=b;c=\"d\"\r\nabc\r\n0;e\r\n\r\n"),
            "200 POST / [abc]"),
        new Case(
            "9112 7.1.1",
            "a control character in one is refused",
            chunked("3;a=\u0001\r\nabc\r\n0\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1.2",
            "trailers are read and dropped",
            chunked("3\r\nabc\r\n0\r\nX: y\r\nZ: w\r\n\r\n"),
            "200 POST / [abc]"),
        new Case(
            "9112 7.1.2",
            "a trailer that looks like a request is not one",
            chunked("0\r\nGET: /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
            "200 POST / []"),
        new Case(
            "9112 7.1.2",
            "a request in the place of a trailer is refused",
            chunked("0\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
            "400, close"),
        new Case(
            "9112 7.1.2",
            "trailers have the limits of headers",
            chunked("0\r\n" + "X: y\r\n".repeat(101) + "\r\n"),
            "431, close"));
  }

  private static List<Case> connections() {
    return List.of(
        new Case("9112 9.3", "HTTP/1.1 stays open", OK, "200 GET / []"),
        new Case("9112 9.3", "HTTP/1.0 does not", "GET / HTTP/1.0\r\n\r\n", "200 GET / [], close"),
        new Case(
            "9112 9.3",
            "HTTP/1.0 does when asked",
            "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            "200 GET / []"),
        new Case(
            "9112 9.3.2",
            "pipelined requests are answered in order",
            get("/1") + post("Content-Length: 1", "2") + get("/3"),
            "200 GET /1 [], 200 POST / [2], 200 GET /3 []"),
        new Case(
            "9112 9.3.2",
            "what follows a refused request is not answered",
            get("/1") + head("X : a") + get("/3"),
            "200 GET /1 [], 400, close"),
        new Case(
            "9112 9.6",
            "a request with close is answered, and no later one",
            head("Connection: close"),
            "200 GET / [], close"),
        new Case(
            "9112 9.6",
            "close may be in a list, in any case",
            head("Connection: x, CLOSE"),
            "200 GET / [], close"),
        new Case(
            "9112 9.6",
            "close wins over keep-alive",
            head("Connection: keep-alive, close"),
            "200 GET / [], close"));
  }

  private static List<Case> semantics() {
    return List.of(
        new Case(
            "9110 10.1.1",
            "a body after Expect is requested with 100",
            post("Content-Length: 3\r\nExpect: 100-continue", "abc"),
            "200 POST / [abc]"),
        new Case(
            "9110 10.1.1",
            "a body that is too long is not requested",
            post("Content-Length: 2001\r\nExpect: 100-continue", ""),
            "413, close"),
        new Case(
            "9110 10.1.1", "another expectation is not met", head("Expect: a-pony"), "417, close"),
        new Case(
            "9110 10.1.1",
            "HTTP/1.0 has no expectations",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: a-pony\r\n\r\n",
            "200 GET / []"),
        new Case(
            "9110 7.8",
            "an upgrade is ignored",
            head("Connection: Upgrade", "Upgrade: h2c"),
            "200 GET / []"),
        new Case(
            "9110 15.5.15",
            "a request line at the limit is read",
            get("/" + "a".repeat(2000 - 14)),
            "200 GET /" + "a".repeat(2000 - 14) + " []"),
        new Case(
            "9110 15.5.15", "one beyond it is 414", get("/" + "a".repeat(2000 - 13)), "414, close"),
        new Case(
            "6585 5",
            "a header beyond the limit is 431",
            head("X: " + "a".repeat(4100)),
            "431, close"),
        new Case(
            "6585 5",
            "fields beyond the limit together are 431",
            head(("X: " + "a".repeat(100) + "\r\n").repeat(40) + "Y: z"),
            "431, close"),
        new Case(
            "6585 5",
            "more fields than the limit are 431",
            head("A: b\r\n".repeat(100) + "Y: z"),
            "431, close"));
  }
}
