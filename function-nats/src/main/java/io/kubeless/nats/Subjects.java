package io.kubeless.nats;

/**
 * Subjects and their wildcards: {@code *} is any one token, and {@code >} at the end one or more.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subjects">Subject-Based Messaging</a>
 */
final class Subjects {
  private Subjects() {}

  /** Returns whether a text is a subject, which may contain wildcards. */
  static boolean valid(String subject) {
    String[] tokens = subject.split("\\.", -1);
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i].isEmpty()
          || tokens[i].chars().anyMatch(Character::isWhitespace)
          || (tokens[i].equals(">") && i < tokens.length - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether a subject contains a wildcard. */
  static boolean hasWildcard(String subject) {
    for (String token : subject.split("\\.", -1)) {
      if (token.equals("*") || token.equals(">")) {
        return true;
      }
    }
    return false;
  }

  /** Returns whether there is a subject that both of them match. */
  static boolean overlap(String one, String other) {
    String[] a = one.split("\\.", -1);
    String[] b = other.split("\\.", -1);
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i].equals(">") || b[i].equals(">")) {
        return true;
      }
      if (!a[i].equals(b[i]) && !a[i].equals("*") && !b[i].equals("*")) {
        return false;
      }
    }
    return a.length == b.length;
  }
}
