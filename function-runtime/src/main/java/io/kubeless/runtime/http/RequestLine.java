package io.kubeless.runtime.http;

/**
 * A valid request line; RFC 9112, 3.
 *
 * @param method a token
 * @param target the path and the query
 * @param minor the minor version of HTTP/1.x: 0 or 1
 */
record RequestLine(String method, Target target, int minor) {
  private static final int LONGEST_PATH = 32;

  static RequestLine parse(String line) throws RefusedRequest {
    String[] parts = line.split(" ", -1);
    if (parts.length != 3) {
      throw new RefusedRequest(400, "a request line must be a method, a target and a version");
    }
    int minor = minor(parts[2]);
    String method = parts[0];
    if (!Syntax.isToken(method, 0, method.length())) {
      throw new RefusedRequest(400, "the method is not a token");
    }
    if (method.equals("CONNECT")) {
      throw new RefusedRequest(501, "CONNECT is not supported");
    }
    return new RequestLine(method, Target.parse(method, parts[1]), minor);
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

  /** Returns whether it may be kept after the request. A query or a long path may be a secret. */
  boolean lasts() {
    return target.query().isEmpty() && target.path().length() <= LONGEST_PATH;
  }
}
