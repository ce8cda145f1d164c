package io.kubeless.packaging.kubeconfig;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * A certificate chain and its private key, both in PEM, that authenticate a user.
 *
 * @param chain the chain, starting with the user's own certificate
 * @param key the private key of the first certificate
 */
public record ClientCertificate(List<X509Certificate> chain, PrivateKey key) {
  private static final byte[] VERSION_0 = {2, 1, 0};

  /** Copies the chain. */
  public ClientCertificate {
    chain = List.copyOf(chain);
  }

  /**
   * Reads a chain and a key, which may be in PKCS #8 or in the older forms of RSA (PKCS #1) and EC
   * (SEC 1).
   *
   * @throws GeneralSecurityException with a reason for the user
   */
  static ClientCertificate of(byte[] certificates, byte[] key) throws GeneralSecurityException {
    List<X509Certificate> chain = Pem.certificates(certificates);
    PublicKey own = chain.get(0).getPublicKey();
    for (Pem block : Pem.blocks(key)) {
      if (block.label().equals("PRIVATE KEY")) {
        return new ClientCertificate(chain, key(own, block.der()));
      }
      if (block.label().equals("RSA PRIVATE KEY") || block.label().equals("EC PRIVATE KEY")) {
        return new ClientCertificate(chain, key(own, pkcs8(own, block.der())));
      }
      if (block.label().equals("ENCRYPTED PRIVATE KEY")) {
        throw new GeneralSecurityException("it is encrypted, which kubectl does not support");
      }
    }
    throw new GeneralSecurityException("it contains no private key in PEM");
  }

  private static PrivateKey key(PublicKey own, byte[] pkcs8) throws GeneralSecurityException {
    return KeyFactory.getInstance(own.getAlgorithm())
        .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
  }

  /** Returns key managers that present this certificate in TLS connections. */
  public KeyManager[] keyManagers() {
    char[] password = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, password);
      store.setKeyEntry("client", key, password, chain.toArray(new X509Certificate[0]));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, password);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Converts an older form to PKCS #8, with the algorithm of the certificate's public key. */
  private static byte[] pkcs8(PublicKey own, byte[] older) {
    byte[] publicKey = own.getEncoded();
    int start = header(publicKey, 0);
    int end = header(publicKey, start) + length(publicKey, start);
    return der(0x30, join(VERSION_0, Arrays.copyOfRange(publicKey, start, end), der(0x04, older)));
  }

  /** Returns the offset of the content of the element at an offset. */
  private static int header(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first - 0x80);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < header(der, at); i++) {
      length = (length << 8) | (der[i] & 0xff);
    }
    return length;
  }

  private static byte[] der(int tag, byte[] content) {
    int size = content.length;
    byte[] header = {(byte) tag, (byte) size};
    if (size > 0xff) {
      header = new byte[] {(byte) tag, (byte) 0x82, (byte) (size >> 8), (byte) size};
    } else if (size > 0x7f) {
      header = new byte[] {(byte) tag, (byte) 0x81, (byte) size};
    }
    return join(header, content);
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
