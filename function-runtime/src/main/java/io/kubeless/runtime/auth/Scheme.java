package io.kubeless.runtime.auth;

import java.util.Optional;

/** A way to authenticate. */
sealed interface Scheme permits BasicScheme, BearerScheme {

  /** Decides about credentials of any scheme. */
  Decision check(Credentials credentials);

  /** Returns the value of {@code WWW-Authenticate} for a request without credentials. */
  String challenge();

  /** Returns the decision that asks for other credentials. */
  default Decision.Denied denied(Reason reason, String detail) {
    return new Decision.Denied(reason, 401, Optional.of(challenge()), detail);
  }
}
