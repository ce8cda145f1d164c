package io.kubeless.packaging.config;

/**
 * Subjects of NATS and their wildcards: {@code *} is any one word, and {@code >} at the end one or
 * more.
 *
 * @see <a href="https://docs.nats.io/nats-concepts/subjects">Subject-Based Messaging</a>
 */
final class NatsSubject {
  private NatsSubject() {}

  static boolean isValid(String subject) {
    return subject.matches("([^\\s.>\\p{Cntrl}]+\\.)*([^\\s.\\p{Cntrl}]+)");
  }

  static boolean hasWildcard(String subject) {
    return subject.matches("(.*\\.)?[*>](\\..*)?");
  }

  /** Returns whether there is a subject that both match. */
  static boolean overlap(String one, String other) {
    String[] a = one.split("\\.", -1);
    String[] b = other.split("\\.", -1);
    for (int i = 0; i < Math.min(a.length, b.length); i++) {
      if (a[i].equals(">") || b[i].equals(">")) {
        return true;
      }
      if (!a[i].equals("*") && !b[i].equals("*") && !a[i].equals(b[i])) {
        return false;
      }
    }
    return a.length == b.length;
  }
}
