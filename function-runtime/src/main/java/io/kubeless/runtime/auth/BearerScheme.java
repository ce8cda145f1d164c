package io.kubeless.runtime.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Signed tokens.
 *
 * @param realm for the challenge; contains no quotes
 * @param clock returns seconds since 1970
 * @param verifiedTokens those whose signature needs no further verification
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6750">RFC 6750</a>
 */
record BearerScheme(
    String realm,
    KeySource source,
    ClaimRules rules,
    LongSupplier clock,
    VerifiedTokens verifiedTokens)
    implements Scheme {

  BearerScheme(String realm, KeySource source, ClaimRules rules, LongSupplier clock) {
    this(realm, source, rules, clock, new VerifiedTokens());
  }

  @Override
  public String challenge() {
    return "Bearer realm=\"" + realm + '"';
  }

  @Override
  public Decision check(Credentials credentials) {
    if (!credentials.bearer()) {
      return denied(Reason.MALFORMED, "a bearer token is required");
    }
    try {
      Map<String, Object> claims = verifiedClaims(credentials.token());
      rules.check(claims, clock.getAsLong());
      return new Decision.Accepted(claims);
    } catch (InvalidToken e) {
      return denied(e.reason(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public Decision.Denied denied(Reason reason, String detail) {
    return switch (reason) {
      case NO_KEYS -> new Decision.Denied(reason, 503, Optional.empty(), detail);
      case CLAIM -> denied(403, reason, "insufficient_scope", detail);
      default -> denied(401, reason, "invalid_token", detail);
    };
  }

  private Decision.Denied denied(int status, Reason reason, String error, String detail) {
    String challenge =
        challenge() + ", error=\"" + error + "\", error_description=\"" + detail + '"';
    return new Decision.Denied(reason, status, Optional.of(challenge), detail);
  }

  private Map<String, Object> verifiedClaims(String text) throws InvalidToken {
    Optional<VerifiedTokens.Verified> known = verifiedTokens.find(text);
    if (known.isPresent() && known.get().keys().equals(source.current())) {
      return known.get().claims();
    }
    Jwt token = Jwt.parse(text);
    verifiedTokens.add(text, new VerifiedTokens.Verified(verify(token), token.claims()));
    return token.claims();
  }

  /** Returns the keys of which one has verified the token. */
  private KeySet verify(Jwt token) throws InvalidToken {
    if (!supported(token)) { // before keys are fetched for it
      throw new InvalidToken(Reason.ALGORITHM, "the algorithm of the token is not supported");
    }
    KeySet keys = source.current();
    List<JsonWebKey> found = keys.find(token.keyId());
    if (found.isEmpty() || (token.keyId().isEmpty() && !verified(token, found))) {
      keys = source.newerThan(keys);
      found = keys.find(token.keyId());
    }
    if (found.isEmpty()) {
      throw new InvalidToken(Reason.UNKNOWN_KEY, "the key of the token is not known");
    }
    if (found.stream().noneMatch(key -> key.algorithm().isNamed(token.algorithm()))) {
      throw new InvalidToken(Reason.ALGORITHM, "the algorithm of the token is not that of its key");
    }
    if (!verified(token, found)) {
      throw new InvalidToken(Reason.SIGNATURE, "the signature of the token is wrong");
    }
    return keys;
  }

  private static boolean supported(Jwt token) {
    for (SignatureAlgorithm algorithm : SignatureAlgorithm.values()) {
      if (algorithm.isNamed(token.algorithm())) {
        return true;
      }
    }
    return false;
  }

  private static boolean verified(Jwt token, List<JsonWebKey> keys) {
    return keys.stream()
        .filter(key -> key.algorithm().isNamed(token.algorithm()))
        .anyMatch(key -> key.algorithm().verifies(key.key(), token.signed(), token.signature()));
  }
}
