package io.kubeless.packaging.kubeconfig;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/**
 * The only {@code auth-provider} that kubectl still supports: {@code oidc}, with a valid ID token.
 */
record AuthProvider(KubeconfigEntry provider) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Returns the ID token.
   *
   * @throws io.kubeless.packaging.model.ProblemException if the provider is another one, or the
   *     token has expired; only kubectl renews it, in the kubeconfig
   */
  Login login() {
    String name = provider.text("name").orElse("");
    if (!name.equals("oidc")) {
      throw provider.problem(
          "name",
          Message.of("is %s, which kubectl no longer supports", name),
          Message.of(
              "log in with a credential plugin (exec), such as gke-gcloud-auth-plugin or kubelogin"));
    }
    String token =
        provider
            .entry("config")
            .orElseGet(() -> new KubeconfigEntry(provider.file(), provider.place(), Map.of()))
            .text("id-token")
            .orElse("");
    if (token.isEmpty() || !Instant.now().isBefore(expiry(token))) {
      throw provider.problem(
          "config.id-token",
          token.isEmpty() ? Message.of("is not set") : Message.of("has expired"),
          Message.of("renew it with any command of kubectl, such as: kubectl version"));
    }
    return Login.bearer(token);
  }

  /** Returns the time in a token's {@code exp}; the distant past if it has none. */
  private static Instant expiry(String token) {
    String[] parts = token.split("\\.");
    try {
      return parts.length < 2
          ? Instant.MIN
          : Instant.ofEpochSecond(
              JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp").asLong());
    } catch (IOException | IllegalArgumentException e) {
      return Instant.MIN;
    }
  }
}
