package io.kubeless.runtime.auth;

import java.util.Locale;

/** Why a request was denied: the values of a label in the metrics. */
public enum Reason {
  /** The request has no credentials. */
  MISSING,
  /** The credentials cannot be read, or are of another scheme. */
  MALFORMED,
  /** The user or the password is wrong. */
  PASSWORD,
  /** Too many passwords are being verified. */
  BUSY,
  /** The token's algorithm is not that of a key, or is not supported. */
  ALGORITHM,
  /** No key has the id in the token. */
  UNKNOWN_KEY,
  /** The signature is wrong. */
  SIGNATURE,
  /** The token is too old, or not valid yet. */
  TIME,
  /** The token has another issuer. */
  ISSUER,
  /** The token is for another audience. */
  AUDIENCE,
  /** The token lacks a required claim. */
  CLAIM,
  /** The keys of the issuer could not be fetched. */
  NO_KEYS;

  /** Returns the value of the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
