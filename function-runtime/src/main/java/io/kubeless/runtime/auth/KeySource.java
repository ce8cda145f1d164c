package io.kubeless.runtime.auth;

/** Where the keys of an issuer come from. */
interface KeySource {

  /**
   * Returns the current keys.
   *
   * @throws InvalidToken if there are none yet
   */
  KeySet current() throws InvalidToken;

  /**
   * Returns keys that are newer than the given ones, if there are any, because a token was signed
   * with a key that is not one of them.
   */
  KeySet newerThan(KeySet seen) throws InvalidToken;
}
