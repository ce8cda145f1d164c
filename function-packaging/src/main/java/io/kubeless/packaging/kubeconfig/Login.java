package io.kubeless.packaging.kubeconfig;

import java.util.Optional;

/**
 * What one request identifies its sender with.
 *
 * @param authorization the header field's value
 * @param certificate what the connection presents
 */
public record Login(Optional<String> authorization, Optional<ClientCertificate> certificate) {
  /** Signs nothing. */
  public static final Login NOBODY = new Login(Optional.empty(), Optional.empty());

  static Login bearer(String token) {
    return new Login(Optional.of("Bearer " + token), Optional.empty());
  }

  /** Returns this login with a certificate where it has none of its own. */
  Login with(Optional<ClientCertificate> other) {
    return new Login(authorization, certificate.or(() -> other));
  }
}
