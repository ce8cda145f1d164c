package io.kubeless.packaging.delivery;

import io.kubeless.packaging.model.Argument;

/** The header field of a call that requires a login, which users complete. */
final class Credentials {
  private static final String BASIC =
      "\"Authorization: Basic $(printf %s user:password | base64)\"";
  private static final String BEARER = "\"Authorization: Bearer $TOKEN\"";

  private Credentials() {}

  /**
   * Returns the option of curl.
   *
   * @param basic whether the function requires a password, instead of a token
   */
  static String option(boolean basic) {
    return "-H " + (basic ? BASIC : BEARER);
  }

  /**
   * Returns the setting.
   *
   * @param basic whether the function requires a password, instead of a token
   */
  static Argument setting(boolean basic) {
    return Argument.setting("headers", basic ? BASIC : BEARER);
  }
}
