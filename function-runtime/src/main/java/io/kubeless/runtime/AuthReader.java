package io.kubeless.runtime;

import io.kubeless.runtime.auth.AuthSettings;
import java.util.List;
import java.util.Optional;

/** Reads {@link AuthSettings} from the environment. */
final class AuthReader {
  private static final String SECRET = "[a-z0-9.-]+";
  private static final String WITHOUT_SPACE = "[!-~]+";
  private static final String REALM = "[ !#-\\[\\]-~]+";

  private AuthReader() {}

  /** Returns the settings; empty if none is set. Problems are reported. */
  static Optional<AuthSettings> read(Settings.Reader reader, String functionName) {
    if (!reader.anyWithPrefix(RuntimeContract.AUTH_PREFIX)) {
      return Optional.empty();
    }
    reader.choice(RuntimeContract.AUTH_TYPE, "basic|jwt");
    Optional<String> type = reader.text(RuntimeContract.AUTH_TYPE, ".+", "basic or jwt");
    if (type.isEmpty()) {
      reader.problem(RuntimeContract.AUTH_TYPE + " is missing");
    }
    return Optional.of(
        new AuthSettings(
            reader
                .text(RuntimeContract.AUTH_REALM, REALM, "ASCII without quotes and backslashes")
                .orElse(functionName),
            secret(reader, RuntimeContract.AUTH_CALLERS),
            type.equals(Optional.of("jwt")) ? jwt(reader) : basic(reader)));
  }

  private static AuthSettings.Basic basic(Settings.Reader reader) {
    Optional<String> secret = secret(reader, RuntimeContract.AUTH_SECRET);
    if (secret.isEmpty()) {
      reader.problem(RuntimeContract.AUTH_SECRET + " is missing");
    }
    return new AuthSettings.Basic(secret.orElse(""));
  }

  private static AuthSettings.Jwt jwt(Settings.Reader reader) {
    Optional<String> issuer = reader.text(RuntimeContract.AUTH_ISSUER, WITHOUT_SPACE, "a URL");
    List<String> audiences =
        reader.list(RuntimeContract.AUTH_AUDIENCE, WITHOUT_SPACE, "names without spaces");
    if (issuer.isEmpty()) {
      reader.problem(RuntimeContract.AUTH_ISSUER + " is missing");
    }
    if (audiences.isEmpty()) {
      reader.problem(RuntimeContract.AUTH_AUDIENCE + " is missing");
    }
    return new AuthSettings.Jwt(
        issuer.orElse(""),
        audiences,
        reader.list(RuntimeContract.AUTH_CLAIMS, "[!#-<>-\\[\\]-~]+(=.+)?", "name or name=value"),
        reader.number(RuntimeContract.AUTH_CLOCK_SKEW, RuntimeContract.DEFAULT_CLOCK_SKEW, 0, 600),
        new AuthSettings.Keys(
            secret(reader, RuntimeContract.AUTH_SECRET),
            reader.text(RuntimeContract.AUTH_JWKS_URL, WITHOUT_SPACE, "a URL")));
  }

  private static Optional<String> secret(Settings.Reader reader, String name) {
    return reader.text(name, SECRET, "the name of a Secret");
  }
}
