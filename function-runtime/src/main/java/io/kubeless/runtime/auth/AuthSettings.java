package io.kubeless.runtime.auth;

import java.util.List;
import java.util.Optional;

/**
 * How requests are authenticated.
 *
 * @param realm shown by clients that ask for a password
 * @param callers name of the Secret with the tokens of callers inside the cluster; empty if there
 *     are none
 */
public record AuthSettings(String realm, Optional<String> callers, Method method) {

  /** The accepted credentials. */
  public sealed interface Method {}

  /**
   * User names and passwords.
   *
   * @param secret name of the Secret with the entry {@code auth}, an htpasswd file
   */
  public record Basic(String secret) implements Method {}

  /**
   * Signed JSON Web Tokens.
   *
   * @param issuer value of {@code iss}
   * @param audiences one of them must be in {@code aud}; at least one
   * @param required claims in the form {@code name} or {@code name=value}
   * @param skewSeconds how much clocks may differ
   * @param keys where the keys of the issuer are
   */
  public record Jwt(
      String issuer, List<String> audiences, List<String> required, int skewSeconds, Keys keys)
      implements Method {}

  /**
   * Where keys are; if both are empty, in the issuer's {@code /.well-known/openid-configuration}.
   *
   * @param secret name of the Secret with the entry {@code jwks.json}
   * @param url URL of a JWK Set
   */
  public record Keys(Optional<String> secret, Optional<String> url) {}
}
