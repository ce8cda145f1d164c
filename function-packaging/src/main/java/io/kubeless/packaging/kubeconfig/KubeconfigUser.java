package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.Message;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A user of a kubeconfig, and the credentials of its requests. */
final class KubeconfigUser {
  private final KubeconfigEntry user;
  private final Map<String, Object> cluster;
  private final Caller caller;

  /**
   * Creates a user.
   *
   * @param cluster the cluster information for a login command
   */
  KubeconfigUser(KubeconfigEntry user, Map<String, Object> cluster, Caller caller) {
    this.user = user;
    this.cluster = cluster;
    this.caller = caller;
  }

  /**
   * Returns the login of the next request. A token's file is read again for each request, and an
   * expired login is renewed.
   *
   * @throws io.kubeless.packaging.model.ProblemException if the user has no login, or one that
   *     cannot be used
   */
  Supplier<Login> login() {
    Optional<ClientCertificate> certificate = certificate();
    Supplier<Login> login = signature(certificate.isPresent());
    return () -> login.get().with(certificate);
  }

  private Supplier<Login> signature(boolean certified) {
    BearerToken token = new BearerToken(user);
    Optional<KubeconfigEntry> exec = user.entry("exec");
    Optional<KubeconfigEntry> provider = user.entry("auth-provider");
    boolean basic = user.text("username").isPresent() || user.text("password").isPresent();
    exclude("username", basic, token.isSet(), "a token");
    exclude("auth-provider", provider.isPresent(), exec.isPresent(), "exec");
    Optional<ExecPlugin> plugin = exec.map(entry -> new ExecPlugin(entry, cluster, caller));
    if (token.isSet()) {
      token.text(); // reports an unreadable token before the first request
      return () -> Login.bearer(token.text());
    }
    if (basic) {
      return this::basic;
    }
    if (plugin.isPresent()) {
      return plugin.get()::login;
    }
    if (provider.isPresent()) {
      Login login = new AuthProvider(provider.get()).login();
      return () -> login;
    }
    if (certified) {
      return () -> Login.NOBODY;
    }
    throw user.problem(
        "token",
        Message.of("is not set, and neither is another login"),
        Message.of("log in, or add one with: kubectl config set-credentials"));
  }

  private void exclude(String key, boolean isSet, boolean otherIsSet, String other) {
    if (isSet && otherIsSet) {
      throw user.problem(
          key, Message.of("is set, and so is %s", other), Message.of("remove one of them"));
    }
  }

  private Login basic() {
    String pair = user.text("username").orElse("") + ":" + user.text("password").orElse("");
    return new Login(
        Optional.of(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))),
        Optional.empty());
  }

  private Optional<ClientCertificate> certificate() {
    Optional<byte[]> certificate = user.content("client-certificate");
    if (certificate.isEmpty()) {
      return Optional.empty();
    }
    byte[] key =
        user.content("client-key")
            .orElseThrow(
                () ->
                    user.problem(
                        "client-key",
                        Message.of("is not set, and client-certificate is"),
                        Message.of("set client-key or client-key-data")));
    try {
      return Optional.of(ClientCertificate.of(certificate.get(), key));
    } catch (GeneralSecurityException e) {
      throw user.problem(
          "client-certificate",
          Message.of("or its key cannot be used: %s", String.valueOf(e.getMessage())),
          Message.of("log in again"));
    }
  }
}
