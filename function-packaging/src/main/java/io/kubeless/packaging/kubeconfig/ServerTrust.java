package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * How the certificate of an API server is verified.
 *
 * @param authorities authorities that may have signed its certificate; if empty, those that the JDK
 *     trusts
 * @param name the name in its certificate, if it differs from the host of the address
 * @param any whether every certificate is accepted
 */
public record ServerTrust(List<X509Certificate> authorities, Optional<String> name, boolean any) {

  /** Copies the authorities. */
  public ServerTrust {
    authorities = List.copyOf(authorities);
  }

  /**
   * Reads {@code certificate-authority}, {@code tls-server-name} and {@code
   * insecure-skip-tls-verify} of a cluster.
   */
  static ServerTrust of(KubeconfigEntry cluster) {
    Optional<byte[]> authority = cluster.content("certificate-authority");
    boolean any = cluster.flag("insecure-skip-tls-verify");
    if (any && authority.isPresent()) {
      throw cluster.problem(
          "insecure-skip-tls-verify",
          Message.of("is true although there is a certificate authority"),
          Message.of("remove one of them"));
    }
    try {
      return new ServerTrust(
          authority.isPresent() ? Pem.certificates(authority.get()) : List.of(),
          cluster.text("tls-server-name"),
          any);
    } catch (GeneralSecurityException e) {
      throw cluster.problem(
          "certificate-authority",
          Message.of("cannot be used: %s", String.valueOf(e.getMessage())),
          Message.of("name a file in PEM"));
    }
  }

  /** Returns the TLS context of connections, for a user with or without a certificate. */
  public SSLContext context(Optional<ClientCertificate> client) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(client.map(ClientCertificate::keyManagers).orElse(null), trustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException, IOException {
    if (any) {
      return new TrustManager[] {new Anyone()};
    }
    if (authorities.isEmpty()) {
      return null;
    }
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("ca-" + store.size(), authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Accepts every certificate, as {@code insecure-skip-tls-verify} requires. */
  private static final class Anyone extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
