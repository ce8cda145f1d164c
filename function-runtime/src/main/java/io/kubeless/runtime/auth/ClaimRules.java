package io.kubeless.runtime.auth;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of an acceptable token.
 *
 * @param issuer the exact value of {@code iss}
 * @param audiences one of them must be in {@code aud}
 * @param required other claims
 * @param skewSeconds how much the clocks of this machine and of the issuer may differ
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7519#section-4.1">RFC 7519, 4.1</a>
 */
record ClaimRules(
    String issuer, Set<String> audiences, List<RequiredClaim> required, long skewSeconds) {

  /**
   * Checks the claims of a token whose signature is valid.
   *
   * @param now seconds since 1970
   */
  void check(Map<String, Object> claims, long now) throws InvalidToken {
    if (!issuer.equals(claims.get("iss"))) {
      throw new InvalidToken(Reason.ISSUER, "the token has another issuer");
    }
    if (!isForUs(claims.get("aud"))) {
      throw new InvalidToken(Reason.AUDIENCE, "the token is for another audience");
    }
    if (!claims.containsKey("exp")) {
      throw new InvalidToken(Reason.TIME, "the token never expires");
    }
    if (now >= seconds(claims, "exp") + skewSeconds) {
      throw new InvalidToken(Reason.TIME, "the token has expired");
    }
    if (claims.containsKey("nbf") && now < seconds(claims, "nbf") - skewSeconds) {
      throw new InvalidToken(Reason.TIME, "the token is not valid yet");
    }
    for (RequiredClaim claim : required) {
      if (!claim.isIn(claims)) {
        throw new InvalidToken(Reason.CLAIM, "the token lacks the claim " + claim.name());
      }
    }
  }

  private boolean isForUs(@Nullable Object audience) {
    return audience instanceof List<?> list
        ? list.stream().anyMatch(audiences::contains)
        : audience != null && audiences.contains(audience);
  }

  private static double seconds(Map<String, Object> claims, String name) throws InvalidToken {
    if (claims.get(name) instanceof Number seconds) {
      return seconds.doubleValue();
    }
    throw new InvalidToken(Reason.MALFORMED, "a time in the token is not a number");
  }
}
