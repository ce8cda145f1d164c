package io.kubeless.runtime.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A slow parser of complete input: regular expressions for RFC 9110 and RFC 9112, and nothing of
 * the server's code. It finds out how a server must answer a sequence of bytes.
 */
public final class ReferenceParser {
  private static final String TOKEN = "[A-Za-z0-9!#$%&'*+\\-.^_`|~]+";
  private static final String AUTHORITY = "[A-Za-z0-9\\-._~!$&'()*+,;=:\\[\\]%]";
  private static final String ENCODED = "|%(?!00)[0-9A-Fa-f]{2}";
  private static final Pattern REQUEST = Pattern.compile("([^ ]*) ([^ ]*) ([^ ]*)", Pattern.DOTALL);
  private static final Pattern VERSION = Pattern.compile("HTTP/([0-9])\\.([0-9])");
  private static final Pattern METHOD = Pattern.compile(TOKEN);
  private static final Pattern TARGET =
      Pattern.compile(
          "((?:[\\x21-\\x7e&&[^\"<>\\\\^`{}#?%]]"
              + ENCODED
              + ")*+)(?:\\?((?:[\\x21-\\x7e&&[^\"<>#%]]"
              + ENCODED
              + ")*+))?");
  private static final Pattern ABSOLUTE =
      Pattern.compile("(?i:https?)://" + AUTHORITY + "++((?:[/?].*+)?)", Pattern.DOTALL);
  private static final Pattern HOST = Pattern.compile(AUTHORITY + "*+");
  private static final Pattern FIELD =
      Pattern.compile("(" + TOKEN + "):[ \t]*+([\\t\\x20-\\x7e\\x80-\\xff]*?)[ \t]*");
  private static final Pattern TRAILER = Pattern.compile(TOKEN + ":.*", Pattern.DOTALL);
  private static final Pattern CODINGS =
      Pattern.compile("(?i)(chunked|x-gzip|gzip|deflate|x-compress|compress)");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9A-Fa-f]{1,15})(?:[ \t]*;[\\t\\x20-\\x7e\\x80-\\xff]*)?");

  private final String input;
  private final Limits limits;
  private int at;

  private ReferenceParser(String input, Limits limits) {
    this.input = input;
    this.limits = limits;
  }

  /** The input is not a request that is served. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;
    private final int status;

    Refusal(int status) {
      super(null, null, false, false);
      this.status = status;
    }
  }

  /** The input ends in the middle of a request. */
  private static final class End extends Exception {
    private static final long serialVersionUID = 1;

    End() {
      super(null, null, false, false);
    }
  }

  private record Head(String method, String target, int minor, Map<String, List<String>> fields) {
    boolean option(String name) {
      return fields.getOrDefault("connection", List.of()).stream()
          .anyMatch(value -> value.matches("(?is)(.*,)?[ \t]*" + name + "[ \t]*(,.*)?"));
    }

    boolean last() {
      return option("close") || (minor == 0 && !option("keep-alive"));
    }
  }

  /**
   * Returns the answers to a connection's bytes, given in ISO-8859-1: for each request what {@link
   * #text} returns, and at the end the status of a refusal, if the connection ends with one.
   */
  public static List<String> answers(String bytes, Limits limits) {
    ReferenceParser parser = new ReferenceParser(bytes, limits);
    List<String> answers = new ArrayList<>();
    try {
      while (parser.at < bytes.length()) {
        Head head = parser.head();
        answers.add(text(head.method(), head.target(), head.fields(), parser.body(head.fields())));
        if (head.last()) {
          break;
        }
      }
    } catch (Refusal e) {
      answers.add("" + e.status);
    } catch (End e) {
      // An incomplete request has no answer.
    }
    return answers;
  }

  /** Returns everything that a request contains. */
  public static String text(
      String method, String target, Map<String, List<String>> fields, String body) {
    return method + " " + target + " " + fields + " [" + body + "]";
  }

  private String line(int most, int status) throws Refusal, End {
    int end = at;
    while (end < input.length() && input.charAt(end) != '\r' && input.charAt(end) != '\n') {
      end++;
    }
    if (end - at > most) {
      throw new Refusal(status);
    }
    if (end == input.length() || input.startsWith("\r", end) && end + 1 == input.length()) {
      throw new End();
    }
    if (!input.startsWith("\r\n", end)) {
      throw new Refusal(400);
    }
    String line = input.substring(at, end);
    at = end + 2;
    return line;
  }

  private Head head() throws Refusal, End {
    String line = line(limits.requestLineBytes(), 414);
    if (line.isEmpty()) {
      line = line(limits.requestLineBytes(), 414);
    }
    Matcher parts = match(REQUEST, line);
    Matcher version = match(VERSION, parts.group(3));
    require(version.group(1).equals("1"), 505);
    String method = match(METHOD, parts.group(1)).group();
    require(!method.equals("CONNECT"), 501);
    String target = target(method, parts.group(2));
    int minor = version.group(2).equals("0") ? 0 : 1;
    Head head = new Head(method, target, minor, fields());
    check(head);
    return head;
  }

  private static Matcher match(Pattern pattern, String text) throws Refusal {
    Matcher matcher = pattern.matcher(text);
    require(matcher.matches(), 400);
    return matcher;
  }

  private static void require(boolean condition, int status) throws Refusal {
    if (!condition) {
      throw new Refusal(status);
    }
  }

  private static String target(String method, String text) throws Refusal {
    if (text.equals("*") && method.equals("OPTIONS")) {
      return "*";
    }
    String origin = text.startsWith("/") ? text : match(ABSOLUTE, text).group(1);
    Matcher target = match(TARGET, origin.startsWith("/") ? origin : "/" + origin);
    String query = target.group(2);
    return target.group(1) + (query == null || query.isEmpty() ? "" : "?" + query);
  }

  private Map<String, List<String>> fields() throws Refusal, End {
    Map<String, List<String>> fields = new LinkedHashMap<>();
    int left = limits.headerBytes();
    for (int count = 1; ; count++) {
      String line = line(left, 431);
      if (line.isEmpty()) {
        return fields;
      }
      require(count <= limits.headerCount(), 431);
      left -= line.length();
      Matcher field = match(FIELD, line);
      fields
          .computeIfAbsent(field.group(1).toLowerCase(Locale.ROOT), key -> new ArrayList<>())
          .add(field.group(2));
    }
  }

  private void check(Head head) throws Refusal {
    List<String> hosts = head.fields().getOrDefault("host", List.of());
    require(hosts.size() == 1 || (hosts.isEmpty() && head.minor() == 0), 400);
    for (String host : hosts) {
      match(HOST, host);
    }
    List<String> codings = head.fields().get("transfer-encoding");
    if (codings != null) {
      require(head.minor() == 1, 400);
      if (!codings.get(0).equalsIgnoreCase("chunked") || codings.size() > 1) {
        long chunked = 0;
        for (String coding : String.join(",", codings).split(",", -1)) {
          String name = match(CODINGS, coding.replaceAll("^[ \t]+|[ \t]+$", "")).group();
          chunked += name.equalsIgnoreCase("chunked") ? 1 : 0;
        }
        throw new Refusal(codings.size() == 1 && chunked < 2 ? 501 : 400);
      }
    }
    List<String> lengths = head.fields().get("content-length");
    if (lengths != null) {
      require(lengths.size() == 1 && lengths.get(0).matches("[0-9]+") && codings == null, 400);
    }
    boolean continues =
        head.fields().getOrDefault("expect", List.of()).stream()
            .allMatch("100-continue"::equalsIgnoreCase);
    require(continues || head.minor() == 0, 417);
  }

  private String body(Map<String, List<String>> fields) throws Refusal, End {
    if (fields.containsKey("transfer-encoding")) {
      return chunks();
    }
    String length = fields.getOrDefault("content-length", List.of("0")).get(0);
    require(length.replaceFirst("^0+(?=.)", "").length() <= 9, 413);
    require(Long.parseLong(length) <= limits.bodyBytes(), 413);
    return take(Integer.parseInt(length));
  }

  private String take(int length) throws End {
    if (input.length() - at < length) {
      throw new End();
    }
    at += length;
    return input.substring(at - length, at);
  }

  private String chunks() throws Refusal, End {
    StringBuilder body = new StringBuilder();
    while (true) {
      long size = Long.parseLong(match(CHUNK, line(1024, 400)).group(1), 16);
      if (size == 0) {
        trailers();
        return body.toString();
      }
      require(body.length() + size <= limits.bodyBytes(), 413);
      body.append(take((int) size));
      line(0, 400);
    }
  }

  private void trailers() throws Refusal, End {
    int left = limits.headerBytes();
    int count = 0;
    for (String line = line(left, 431); !line.isEmpty(); line = line(left, 431)) {
      match(TRAILER, line);
      count++;
      require(count <= limits.headerCount(), 431);
      left -= line.length();
    }
  }
}
