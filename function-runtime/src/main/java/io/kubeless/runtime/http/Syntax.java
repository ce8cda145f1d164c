package io.kubeless.runtime.http;

import java.util.function.IntPredicate;

/** The character rules of RFC 9110, RFC 9112 and RFC 3986. */
final class Syntax {
  static final String NOT_IN_PATH = "\"<>\\^`{}#";
  static final String NOT_IN_QUERY = "\"<>#";
  private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";
  private static final String AUTHORITY_MARKS = "-._~!$&'()*+,;=:[]%";

  private Syntax() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isDigits(String text) {
    return !text.isEmpty() && all(text, Syntax::isDigit);
  }

  static boolean isHexDigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  private static boolean isAlphanumeric(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /** Returns whether the characters from a position to another one are a token. */
  static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isAlphanumeric(c) && TOKEN_MARKS.indexOf(c) < 0) {
        return false;
      }
    }
    return from < to;
  }

  /** Visible characters, spaces, tabs and the upper half of ISO-8859-1; RFC 9110, 5.5. */
  static boolean isFieldValue(String text) {
    return all(text, c -> c == '\t' || (c >= 0x20 && c != 0x7f && c <= 0xff));
  }

  static boolean isAuthority(String text) {
    return all(text, c -> isAlphanumeric(c) || AUTHORITY_MARKS.indexOf(c) >= 0);
  }

  /** Like a stream's allMatch, but without creating a stream for each field. */
  private static boolean all(String text, IntPredicate rule) {
    for (int i = 0; i < text.length(); i++) {
      if (!rule.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * Printable ASCII without the excluded characters, each percent sign followed by two hex digits.
   */
  static boolean isEncoded(String text, String excluded) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= 0x20 || c >= 0x7f || excluded.indexOf(c) >= 0) {
        return false;
      }
      if (c == '%') {
        boolean hex =
            i + 2 < text.length()
                && isHexDigit(text.charAt(i + 1))
                && isHexDigit(text.charAt(i + 2));
        if (!hex || text.startsWith("%00", i)) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Returns the text from a position on, without the optional white space around it, which is
   * spaces and tabs.
   */
  static String trim(String text, int from) {
    int start = from;
    int end = text.length();
    while (start < end && isBlank(text.charAt(start))) {
      start++;
    }
    while (end > start && isBlank(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(start, end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
