package io.kubeless.packaging.manifest;

import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How requests are authenticated. The runtime has a default for each value that is absent.
 *
 * @param type {@link #BASIC} or {@link #JWT}
 * @param realm shown by clients that ask for a password
 * @param secret name of the Secret with the users in {@code auth}, or the keys in {@code jwks.json}
 * @param callers name of the Secret with the tokens of callers inside the cluster
 * @param token the settings of {@link #JWT}; absent for {@link #BASIC}
 */
public record HttpAuth(
    String type,
    Optional<String> realm,
    Optional<String> secret,
    Optional<String> callers,
    Optional<Token> token) {
  /** User names and passwords. */
  public static final String BASIC = "basic";

  /** Signed JSON Web Tokens. */
  public static final String JWT = "jwt";

  /**
   * What a token must contain.
   *
   * @param issuer value of {@code iss}
   * @param audience one of them must be in {@code aud}; at least one
   * @param jwksUrl URL of the keys; if absent, and there is no Secret, the issuer's own document
   *     contains it
   * @param claims claims in the form {@code name} or {@code name=value}
   * @param clockSkew how much clocks may differ
   */
  public record Token(
      String issuer,
      List<String> audience,
      Optional<String> jwksUrl,
      List<String> claims,
      Optional<Duration> clockSkew) {
    /** Copies the lists. */
    public Token {
      audience = List.copyOf(audience);
      claims = List.copyOf(claims);
    }
  }

  boolean basic() {
    return type.equals(BASIC);
  }

  /** Returns the names of the Secrets to mount. */
  List<String> secrets() {
    return Stream.of(secret, callers).flatMap(Optional::stream).toList();
  }

  /** Returns the variables for the runtime. */
  SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put(RuntimeContract.AUTH_TYPE, type);
    realm.ifPresent(text -> environment.put(RuntimeContract.AUTH_REALM, text));
    secret.ifPresent(name -> environment.put(RuntimeContract.AUTH_SECRET, name));
    callers.ifPresent(name -> environment.put(RuntimeContract.AUTH_CALLERS, name));
    token.ifPresent(
        jwt -> {
          environment.put(RuntimeContract.AUTH_ISSUER, jwt.issuer());
          environment.put(RuntimeContract.AUTH_AUDIENCE, String.join(",", jwt.audience()));
          jwt.jwksUrl().ifPresent(url -> environment.put(RuntimeContract.AUTH_JWKS_URL, url));
          if (!jwt.claims().isEmpty()) {
            environment.put(RuntimeContract.AUTH_CLAIMS, String.join(",", jwt.claims()));
          }
          jwt.clockSkew()
              .ifPresent(
                  skew ->
                      environment.put(
                          RuntimeContract.AUTH_CLOCK_SKEW, String.valueOf(skew.toSeconds())));
        });
    return environment;
  }
}
