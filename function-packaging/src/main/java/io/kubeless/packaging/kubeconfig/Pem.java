package io.kubeless.packaging.kubeconfig;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One block of a PEM file.
 *
 * @param label such as {@code CERTIFICATE}
 * @param der its content
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7468">RFC 7468</a>
 */
record Pem(String label, byte[] der) {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s([^-]*)-----END \\1-----");

  /** Returns all blocks in their order, without the text around them. */
  static List<Pem> blocks(byte[] file) throws GeneralSecurityException {
    List<Pem> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
    while (matcher.find()) {
      if (matcher.group(2).contains(":")) {
        throw new GeneralSecurityException("it is encrypted, which kubectl does not support");
      }
      try {
        blocks.add(new Pem(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("a block is not base64", e);
      }
    }
    return blocks;
  }

  /** Returns the certificates of a file, at least one. */
  static List<X509Certificate> certificates(byte[] file) throws GeneralSecurityException {
    CertificateFactory x509 = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Pem block : blocks(file)) {
      if (block.label.equals("CERTIFICATE")) {
        certificates.add(
            (X509Certificate) x509.generateCertificate(new ByteArrayInputStream(block.der)));
      }
    }
    if (certificates.isEmpty()) {
      throw new GeneralSecurityException("it contains no certificate in PEM");
    }
    return certificates;
  }
}
