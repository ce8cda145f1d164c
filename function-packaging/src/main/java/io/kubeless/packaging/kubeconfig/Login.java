package io.kubeless.packaging.kubeconfig;

import java.util.Optional;

/**
 * The credentials of one request.
 *
 * @param authorization value of the header field
 * @param certificate the certificate that the connection presents
 */
public record Login(Optional<String> authorization, Optional<ClientCertificate> certificate) {
  /** No credentials. */
  public static final Login NOBODY = new Login(Optional.empty(), Optional.empty());

  static Login bearer(String token) {
    return new Login(Optional.of("Bearer " + token), Optional.empty());
  }

  /** Returns this login with a certificate, unless it already has one. */
  Login with(Optional<ClientCertificate> other) {
    return new Login(authorization, certificate.or(() -> other));
  }
}
