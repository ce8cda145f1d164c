package io.kubeless.testing;

import io.kubeless.runtime.RuntimeContract;
import io.kubeless.runtime.auth.HtpasswdEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The settings and the Secret of a function that authenticates requests in a test. */
final class TestAuth {
  private static final String SECRET = "function-test-auth";

  private TestAuth() {}

  /** Returns a copy of a context with the Secret that the settings name. */
  static Contexts secret(Contexts context, FunctionAuth auth) {
    return context.withSecret(
        SECRET,
        auth.users().length > 0
            ? Map.of("auth", htpasswd(auth.users()))
            : Map.of("jwks.json", TestTokens.keys()));
  }

  /** Returns the variables of the container. */
  static Map<String, String> settings(FunctionAuth auth) {
    boolean passwords = auth.users().length > 0;
    if (passwords != (auth.issuer().isEmpty() && auth.audience().isEmpty())
        || (!passwords && (auth.issuer().isEmpty() || auth.audience().isEmpty()))) {
      throw new IllegalArgumentException(
          "@FunctionAuth needs either users, or an issuer and an audience");
    }
    Map<String, String> settings = new TreeMap<>();
    settings.put(RuntimeContract.AUTH_TYPE, passwords ? "basic" : "jwt");
    settings.put(RuntimeContract.AUTH_SECRET, SECRET);
    if (!passwords) {
      settings.put(RuntimeContract.AUTH_ISSUER, auth.issuer());
      settings.put(RuntimeContract.AUTH_AUDIENCE, auth.audience());
    }
    if (auth.claims().length > 0) {
      settings.put(RuntimeContract.AUTH_CLAIMS, String.join(",", auth.claims()));
    }
    return settings;
  }

  private static String htpasswd(String[] users) {
    return Arrays.stream(users).map(TestAuth::line).collect(Collectors.joining("\n"));
  }

  private static String line(String user) {
    int end = user.indexOf(':');
    if (end < 1) {
      throw new IllegalArgumentException("a user of @FunctionAuth is not name:password");
    }
    return HtpasswdEntry.cheap(user.substring(0, end), user.substring(end + 1));
  }
}
