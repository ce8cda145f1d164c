package io.kubeless.runtime.http;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes the bytes of connections. Each number of a case always makes the same bytes. */
public final class FuzzCases {
  private static final String[] PIECES = {
    "\r\n",
    "\n",
    "\r",
    " ",
    "\t",
    "\0",
    ":",
    ";",
    ",",
    "%",
    "%00",
    "0",
    "-1",
    "+1",
    "0x1",
    "\u00e9",
    "Content-Length: 5\r\n",
    "Content-Length: 18446744073709551621\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Transfer-Encoding: gzip\r\n",
    "Host: b\r\n",
    "Connection: close\r\n",
    "Connection: keep-alive\r\n",
    "Expect: 100-continue\r\n",
    "Content-Type: application/cloudevents+json\r\n",
    "ce-id: 1\r\nce-source: a\r\nce-type: b\r\nce-specversion: 1.0\r\n",
    "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n",
    "Origin: http://a\r\n",
    "Authorization: Bearer a.b.c\r\n",
    "HTTP/1.0",
    "HTTP/1.1",
    "0\r\n\r\n",
    "5\r\nabcde\r\n",
    "ffffffffffffffff\r\n",
    "7fffffff\r\n",
    "GET /x HTTP/1.1\r\n",
    "\u00ff\u00fe"
  };
  private static final String[] METHODS = {"GET", "POST", "PUT", "HEAD", "OPTIONS", "X", "CONNECT"};
  private static final String[] TARGETS = {"/", "/a?b=c&d", "http://b/c", "*", "/%41", "/healthz"};
  private static final String[] BASES =
      Requests.all().stream().map(Requests.Case::request).toArray(String[]::new);

  private final SplittableRandom random;

  private FuzzCases(long number) {
    random = new SplittableRandom(number);
  }

  /** Returns one to three requests, most of them nearly valid, in ISO-8859-1. */
  public static String bytes(long number) {
    return new FuzzCases(number).connection();
  }

  /** Divides the bytes into parts, each of which arrives on its own. */
  public static List<String> parts(String bytes, long number) {
    SplittableRandom random = new SplittableRandom(~number);
    List<String> parts = new ArrayList<>();
    int most = random.nextBoolean() ? bytes.length() : 1 + random.nextInt(bytes.length() + 1);
    for (int at = 0; at < bytes.length(); at += parts.get(parts.size() - 1).length()) {
      int length = 1 + random.nextInt(Math.max(1, most));
      parts.add(bytes.substring(at, Math.min(bytes.length(), at + length)));
    }
    return parts;
  }

  private <T> T any(T[] all) {
    return all[random.nextInt(all.length)];
  }

  private String connection() {
    StringBuilder bytes = new StringBuilder();
    for (int n = Math.max(1, random.nextInt(6) - 2); n > 0; n--) {
      StringBuilder request = new StringBuilder(random.nextInt(3) == 0 ? any(BASES) : generated());
      if (random.nextInt(3) > 0) {
        mutate(request);
      }
      bytes.append(request);
    }
    if (random.nextInt(8) == 0) {
      bytes.setLength(random.nextInt(bytes.length() + 1)); // truncated
    }
    return bytes.toString();
  }

  private String generated() {
    StringBuilder request = new StringBuilder();
    request
        .append(any(METHODS))
        .append(' ')
        .append(any(TARGETS))
        .append(" HTTP/1.1\r\nHost: a\r\n");
    for (int n = random.nextInt(4); n > 0; n--) {
      request.append("X").append(n).append(": ").append("v".repeat(random.nextInt(30)));
      request.append("\r\n");
    }
    switch (random.nextInt(4)) {
      case 0 -> request.append("\r\n");
      case 1 -> {
        int length = length();
        int announced = random.nextInt(10) == 0 ? length() : length;
        request.append("Content-Length: ").append(announced).append("\r\n\r\n");
        request.append("b".repeat(length));
      }
      default -> chunked(request);
    }
    return request.toString();
  }

  /** Returns the length of a body: mostly short, sometimes too long. */
  private int length() {
    return switch (random.nextInt(40)) {
      case 0 -> random.nextInt(25_000);
      case 1 -> 4080 + random.nextInt(40); // around the length of the buffer
      default -> random.nextInt(100);
    };
  }

  private void chunked(StringBuilder request) {
    request.append("Transfer-Encoding: chunked\r\n\r\n");
    for (int n = random.nextInt(4); n > 0; n--) {
      int length = 1 + length();
      int announced = random.nextInt(20) == 0 ? length + random.nextInt(5) - 2 : length;
      request.append(Integer.toHexString(Math.max(0, announced)));
      request.append(random.nextInt(5) == 0 ? " ;a=\"b\"" : "").append("\r\n");
      request.append("c".repeat(length)).append("\r\n");
    }
    request.append("0\r\n").append(random.nextInt(5) == 0 ? "T: u\r\n" : "").append("\r\n");
  }

  private void mutate(StringBuilder request) {
    // Most mutations should hit the structure, not a long body.
    int structure = random.nextInt(4) == 0 ? Integer.MAX_VALUE : 200;
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(Math.min(structure, request.length() + 1));
      int end = Math.min(request.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> request.insert(at, any(PIECES));
        case 1 -> request.insert(at, (char) random.nextInt(256));
        case 2 -> request.delete(at, end);
        case 3 -> request.insert(at, request.substring(at, end));
        case 4 -> request.replace(at, end, any(PIECES));
        default -> {
          if (at < request.length()) {
            request.setCharAt(at, (char) (request.charAt(at) ^ 1 << random.nextInt(8)));
          }
        }
      }
    }
  }
}
