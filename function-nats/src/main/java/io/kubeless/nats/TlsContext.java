package io.kubeless.nats;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Creates a TLS context of a mounted Secret. */
final class TlsContext {
  private static final char[] NO_PASSWORD = new char[0];

  private TlsContext() {}

  /**
   * Returns a context that verifies the certificate of the server, including the name of its host.
   *
   * @param directory may contain {@code ca.crt}, otherwise the authorities of the JVM are trusted;
   *     may contain {@code tls.crt} and {@code tls.key}
   */
  static SSLContext of(Optional<Path> directory) throws IOException, GeneralSecurityException {
    Optional<Path> authority = file(directory, "ca.crt");
    Optional<Path> certificate = file(directory, "tls.crt");
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        certificate.isPresent()
            ? keyManagers(certificate.get(), certificate.get().resolveSibling("tls.key"))
            : null,
        trustManagers(authority.isPresent() ? authorities(authority.get()) : null),
        null);
    return context;
  }

  private static Optional<Path> file(Optional<Path> directory, String name) {
    return directory.map(path -> path.resolve(name)).filter(Files::exists);
  }

  private static TrustManager[] trustManagers(@Nullable KeyStore authorities)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(authorities);
    TrustManager[] managers = factory.getTrustManagers();
    for (int i = 0; i < managers.length; i++) {
      if (managers[i] instanceof X509ExtendedTrustManager manager) {
        managers[i] = new HostTrustManager(manager);
      }
    }
    return managers;
  }

  private static KeyStore authorities(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    int number = 0;
    for (Certificate authority : certificates(file)) {
      store.setCertificateEntry("ca-" + number++, authority);
    }
    return store;
  }

  private static KeyManager[] keyManagers(Path certificate, Path key)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
    if (!Files.exists(key)) {
      throw new NoSuchFileException("the Secret has no entry tls.key: " + key);
    }
    store.setKeyEntry(
        "client",
        PrivateKeys.read(key, chain[0].getPublicKey().getAlgorithm()),
        NO_PASSWORD,
        chain);
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, NO_PASSWORD);
    return factory.getKeyManagers();
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(file))) {
      Collection<? extends Certificate> all =
          CertificateFactory.getInstance("X.509").generateCertificates(in);
      if (all.isEmpty()) {
        throw new GeneralSecurityException(file + " contains no certificate");
      }
      return all;
    }
  }
}
