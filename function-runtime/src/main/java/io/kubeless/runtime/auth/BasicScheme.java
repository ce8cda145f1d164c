package io.kubeless.runtime.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * User names and passwords.
 *
 * @param realm for the challenge; contains no quotes
 * @param file the users
 * @param processors a permit for each password that may be verified at the same time
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7617">RFC 7617</a>
 */
record BasicScheme(
    String realm, MountedFile<Htpasswd> file, VerifiedPasswords verified, Semaphore processors)
    implements Scheme {
  private static final int MOST_PASSWORD_CHARACTERS = 256;
  private static final long PATIENCE_SECONDS = 2;

  @Override
  public String challenge() {
    return "Basic realm=\"" + realm + "\", charset=\"UTF-8\"";
  }

  @Override
  public Decision check(Credentials credentials) {
    Optional<String> pair =
        credentials.scheme().equals("basic") ? decoded(credentials.token()) : Optional.empty();
    int colon = pair.map(text -> text.indexOf(':')).orElse(-1);
    if (pair.isEmpty() || colon < 0) {
      return denied(Reason.MALFORMED, "a user name and a password are required");
    }
    String password = pair.get().substring(colon + 1);
    if (password.length() > MOST_PASSWORD_CHARACTERS || hasControl(pair.get())) {
      return denied(Reason.MALFORMED, "the password is too long, or has control characters");
    }
    return check(pair.get().substring(0, colon), password.getBytes(StandardCharsets.UTF_8));
  }

  private Decision check(String user, byte[] password) {
    Htpasswd users = file.current();
    Optional<PasswordHash> hash = users.hash(user);
    Optional<String> name = hash.map(known -> verified.name(user, known, password));
    if (name.isPresent() && verified.contains(name.get())) {
      return new Decision.Accepted(Map.of());
    }
    Optional<Boolean> matches = matches(hash.or(users::decoy), password);
    if (matches.isEmpty()) {
      return new Decision.Denied(
          Reason.BUSY, 429, Optional.empty(), "too many passwords are being verified");
    }
    if (name.isPresent() && matches.get()) {
      verified.add(name.get());
      return new Decision.Accepted(Map.of());
    }
    return denied(Reason.PASSWORD, "the user name or the password is wrong");
  }

  /** Returns whether a password has a hash; empty if all processors were busy for two seconds. */
  private Optional<Boolean> matches(Optional<PasswordHash> hash, byte[] password) {
    try {
      if (!processors.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
    try {
      return Optional.of(hash.isPresent() && hash.get().matches(password));
    } finally {
      processors.release();
    }
  }

  private static Optional<String> decoded(String token) {
    try {
      return StrictText.utf8(Base64.getDecoder().decode(token));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean hasControl(String text) {
    return text.chars().anyMatch(Character::isISOControl);
  }
}
