package io.kubeless.runtime.http;

/**
 * A request target in origin, absolute or asterisk form; RFC 9112, 3.2.
 *
 * @param path starts with a slash, or is {@code *}
 * @param query the part after the question mark, empty if there is none
 */
record Target(String path, String query) {

  static Target parse(String method, String text) throws RefusedRequest {
    if (text.equals("*") && method.equals("OPTIONS")) {
      return new Target("*", "");
    }
    String origin = text.startsWith("/") ? text : afterAuthority(text);
    int mark = origin.indexOf('?');
    String path = mark < 0 ? origin : origin.substring(0, mark);
    String query = mark < 0 ? "" : origin.substring(mark + 1);
    if (!Syntax.isEncoded(path, Syntax.NOT_IN_PATH)
        || !Syntax.isEncoded(query, Syntax.NOT_IN_QUERY)) {
      throw new RefusedRequest(400, "the target contains a character that must be percent-encoded");
    }
    return new Target(path, query);
  }

  private static String afterAuthority(String text) throws RefusedRequest {
    boolean http = text.regionMatches(true, 0, "http://", 0, 7);
    boolean https = text.regionMatches(true, 0, "https://", 0, 8);
    if (!http && !https) {
      throw new RefusedRequest(400, "the target must start with a slash");
    }
    int start = http ? 7 : 8;
    int end = start;
    while (end < text.length() && "/?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    if (end == start || !Syntax.isAuthority(text.substring(start, end))) {
      throw new RefusedRequest(400, "the target has no host");
    }
    String rest = text.substring(end);
    return rest.startsWith("/") ? rest : "/" + rest;
  }
}
