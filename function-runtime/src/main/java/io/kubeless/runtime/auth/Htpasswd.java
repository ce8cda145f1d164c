package io.kubeless.runtime.auth;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users of an htpasswd file.
 *
 * @param users the hash of each user's password, by name
 * @see <a href="https://httpd.apache.org/docs/2.4/programs/htpasswd.html">htpasswd</a>
 */
record Htpasswd(Map<String, PasswordHash> users) {
  /** The entry of the Secret, which is also the one that ingress-nginx reads. */
  static final String ENTRY = "auth";

  static Htpasswd parse(Map<String, byte[]> files, List<String> problems)
      throws InvalidAuthentication {
    byte[] bytes = files.get(ENTRY);
    if (bytes == null) {
      throw new InvalidAuthentication("it is not mounted, or its entry " + ENTRY + " is missing");
    }
    Map<String, PasswordHash> users = new LinkedHashMap<>();
    String text =
        StrictText.utf8(bytes)
            .orElseThrow(() -> new InvalidAuthentication("its entry " + ENTRY + " is not UTF-8"));
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        problem(line, users).ifPresent(new Lines(problems, number)::add);
      }
    }
    if (users.isEmpty() && problems.isEmpty()) {
      throw new InvalidAuthentication("its entry " + ENTRY + " contains no users");
    }
    return new Htpasswd(Map.copyOf(users));
  }

  private record Lines(List<String> problems, int number) {
    void add(String problem) {
      problems.add("line " + number + " of " + ENTRY + " " + problem);
    }
  }

  /** Adds the user of a line, or returns why that is not possible. */
  private static Optional<String> problem(String line, Map<String, PasswordHash> users) {
    int colon = line.indexOf(':');
    if (colon < 1) {
      return Optional.of("is not user:hash");
    }
    Optional<PasswordHash> hash = PasswordHash.parse(line.substring(colon + 1).strip());
    if (hash.isEmpty()) {
      return Optional.of(
          "has no hash of bcrypt ($2y$, cost 4 to 15) or SHA-crypt ($5$, $6$, up to 1000000 rounds);"
              + " write it with htpasswd -B");
    }
    return users.putIfAbsent(line.substring(0, colon), hash.get()) == null
        ? Optional.empty()
        : Optional.of("has the user of an earlier line");
  }

  /** Returns the hash of a user; empty if the user is not known. */
  Optional<PasswordHash> hash(String user) {
    return Optional.ofNullable(users.get(user));
  }

  /**
   * Returns a hash that is verified for an unknown user, so that the time of the answer does not
   * depend on whether a user exists.
   */
  Optional<PasswordHash> decoy() {
    return users.values().stream().findFirst();
  }
}
