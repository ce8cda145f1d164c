package io.kubeless.runtime.auth;

import java.util.Map;
import java.util.Optional;

/** The decision about a request. */
public sealed interface Decision {

  /**
   * The request is authenticated.
   *
   * @param claims the verified claims of its token; empty without a token
   */
  record Accepted(Map<String, Object> claims) implements Decision {}

  /**
   * The request is denied.
   *
   * @param status 401, 403, 429 or 503
   * @param challenge value of {@code WWW-Authenticate}; empty if other credentials do not help
   * @param detail for the client; contains no part of the request
   */
  record Denied(Reason reason, int status, Optional<String> challenge, String detail)
      implements Decision {}
}
