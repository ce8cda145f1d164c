package io.kubeless.runtime.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The subset of JSON that the runtime itself reads: the members of an object, the elements of an
 * array, and strings. The bodies of typed events are read by a library.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259">RFC 8259</a>
 */
public final class JsonReader {
  private static final int DEEPEST = 200;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /** Reports where a text is not valid JSON. */
  public static final class InvalidJson extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates the exception, with the number of characters before the wrong one. */
    public InvalidJson(int at) {
      super("not JSON at character " + (at + 1));
    }
  }

  /** Returns the members of an object: the source text of each value, by name. */
  public static Map<String, String> members(String text) throws InvalidJson {
    JsonReader json = new JsonReader(text);
    Map<String, String> members = new LinkedHashMap<>();
    json.space();
    json.object(members, 0);
    json.space();
    if (json.at < text.length()) {
      throw new InvalidJson(json.at);
    }
    return members;
  }

  /** Returns the source texts of the elements of an array. */
  public static List<String> elements(String text) throws InvalidJson {
    JsonReader json = new JsonReader(text);
    List<String> elements = new ArrayList<>();
    json.space();
    json.array(elements, 0);
    json.space();
    if (json.at < text.length()) {
      throw new InvalidJson(json.at);
    }
    return elements;
  }

  /** Returns whether a text is an object or an array. */
  public static boolean isObjectOrArray(String text) {
    JsonReader json = new JsonReader(text);
    try {
      json.space();
      boolean structure = json.peek() == '{' || json.peek() == '[';
      json.value(0);
      json.space();
      return structure && json.at == text.length();
    } catch (InvalidJson e) {
      return false;
    }
  }

  /** Returns the string of a value's source text. */
  public static String string(String source) throws InvalidJson {
    JsonReader json = new JsonReader(source);
    String string = json.string();
    if (json.at < source.length()) {
      throw new InvalidJson(json.at);
    }
    return string;
  }

  private void value(int depth) throws InvalidJson {
    if (depth > DEEPEST) {
      throw new InvalidJson(at);
    }
    char c = peek();
    if (c == '{') {
      object(null, depth);
    } else if (c == '[') {
      array(null, depth);
    } else if (c == '"') {
      string();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      number();
    } else if (!literal("true") && !literal("false") && !literal("null")) {
      throw new InvalidJson(at);
    }
  }

  private void object(@Nullable Map<String, String> members, int depth) throws InvalidJson {
    expect('{');
    space();
    if (peek() == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      String name = string();
      space();
      expect(':');
      space();
      int start = at;
      value(depth + 1);
      if (members != null && members.put(name, text.substring(start, at)) != null) {
        throw new InvalidJson(start);
      }
      space();
      if (peek() == '}') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private void array(@Nullable List<String> elements, int depth) throws InvalidJson {
    expect('[');
    space();
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      space();
      int start = at;
      value(depth + 1);
      if (elements != null) {
        elements.add(text.substring(start, at));
      }
      space();
      if (peek() == ']') {
        at++;
        return;
      }
      expect(',');
    }
  }

  private String string() throws InvalidJson {
    expect('"');
    StringBuilder string = new StringBuilder();
    while (true) {
      char c = peek();
      at++;
      if (c == '"') {
        return string.toString();
      }
      if (c < 0x20) {
        throw new InvalidJson(at - 1);
      }
      string.append(c == '\\' ? escape() : c);
    }
  }

  private char escape() throws InvalidJson {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        int code = 0;
        for (int i = 0; i < 4; i++, at++) {
          int digit = Character.digit(peek(), 16);
          if (digit < 0) {
            throw new InvalidJson(at);
          }
          code = code * 16 + digit;
        }
        yield (char) code;
      }
      default -> throw new InvalidJson(at - 1);
    };
  }

  private void number() throws InvalidJson {
    if (peek() == '-') {
      at++;
    }
    if (peek() == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits();
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (peek() == '+' || peek() == '-') {
        at++;
      }
      digits();
    }
  }

  private void digits() throws InvalidJson {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw new InvalidJson(at);
    }
  }

  private boolean literal(String word) {
    boolean there = text.startsWith(word, at);
    at += there ? word.length() : 0;
    return there;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws InvalidJson {
    if (at >= text.length()) {
      throw new InvalidJson(at);
    }
    return text.charAt(at);
  }

  private void expect(char c) throws InvalidJson {
    if (peek() != c) {
      throw new InvalidJson(at);
    }
    at++;
  }
}
