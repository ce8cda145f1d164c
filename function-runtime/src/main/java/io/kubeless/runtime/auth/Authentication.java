package io.kubeless.runtime.auth;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Decides about requests, and counts those that were denied. */
public final class Authentication {
  private final Scheme scheme;
  private final Optional<MountedFile<CallerTokens>> callers;
  private final Map<Reason, LongAdder> denied = new EnumMap<>(Reason.class);

  Authentication(Scheme scheme, Optional<MountedFile<CallerTokens>> callers) {
    this.scheme = scheme;
    this.callers = callers;
    for (Reason reason : Reason.values()) {
      denied.put(reason, new LongAdder());
    }
  }

  /**
   * Decides about a request.
   *
   * @param headers values in order, by name in lower case
   */
  public Decision decide(Map<String, List<String>> headers) {
    Decision decision = decision(headers);
    if (decision instanceof Decision.Denied no) {
      counter(no.reason()).increment();
    }
    return decision;
  }

  private Decision decision(Map<String, List<String>> headers) {
    if (!Credentials.in(headers)) {
      return new Decision.Denied(
          Reason.MISSING, 401, Optional.of(scheme.challenge()), "the request has no credentials");
    }
    Optional<Credentials> found = Credentials.of(headers);
    if (found.isEmpty()) {
      return scheme.denied(Reason.MALFORMED, "the request has several Authorization fields");
    }
    Credentials credentials = found.get();
    return isCaller(credentials) ? new Decision.Accepted(Map.of()) : scheme.check(credentials);
  }

  private boolean isCaller(Credentials credentials) {
    return credentials.bearer()
        && callers.isPresent()
        && callers.get().current().contains(credentials.token());
  }

  /** Returns how many requests were denied for a reason. */
  public long denied(Reason reason) {
    return counter(reason).sum();
  }

  private LongAdder counter(Reason reason) {
    return Objects.requireNonNull(denied.get(reason));
  }
}
