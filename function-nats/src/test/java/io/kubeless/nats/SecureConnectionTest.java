package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.nats.client.NKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecureConnectionTest {
  private static final String PASSWORD = "password";
  @TempDir private Path directory;

  private static Map<String, String> settings(NatsServer server, String key, Path value) {
    Map<String, String> settings = new TreeMap<>();
    settings.put("NAME", "orders");
    settings.put("SERVERS", server.url());
    settings.put("SUBJECT", "orders.*");
    settings.put("MODE", "core");
    settings.put("QUEUE", "q");
    settings.put(key, value.toString());
    return settings;
  }

  /** Creates a certificate that is its own authority, in the form of a mounted Secret. */
  private Path certificate(String host) throws Exception {
    Path secret = Files.createDirectories(directory.resolve(host));
    Path store = secret.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "key",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=test",
                "-ext",
                "san=dns:" + host,
                "-ext",
                "bc=ca:true",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    String chain = pem("CERTIFICATE", keys.getCertificate("key").getEncoded());
    Files.writeString(secret.resolve("ca.crt"), chain);
    Files.writeString(secret.resolve("tls.crt"), chain);
    Files.writeString(secret.resolve("tls.key"), pem("PRIVATE KEY", key(keys).getEncoded()));
    return secret;
  }

  private static PrivateKey key(KeyStore keys) throws Exception {
    return (PrivateKey) keys.getKey("key", PASSWORD.toCharArray());
  }

  private static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }

  private static String tls(Path secret) {
    return "tls { cert_file: '%s/tls.crt', key_file: '%s/tls.key', ca_file: '%s/ca.crt', verify: true }\n"
        .replace("%s", secret.toString());
  }

  @Test
  void aServerAndAClientWithCertificatesAreConnected() throws Exception {
    Path secret = certificate("localhost");
    try (NatsServer server = NatsServer.start(directory, tls(secret));
        TestProcess process =
            TestProcess.start(
                "f", settings(server, "TLS_DIRECTORY", secret), event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
    }
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() throws Exception {
    Path secret = certificate("other.example");
    try (NatsServer server = NatsServer.start(directory, tls(secret));
        TestProcess process =
            TestProcess.start(
                "f", settings(server, "TLS_DIRECTORY", secret), event -> TestProcess.SUCCESS)) {
      Await.until(
          "the certificate is refused",
          () ->
              process
                  .source
                  .health()
                  .detail()
                  .endsWith(
                      server.url()
                          + " cannot be reached: No subject alternative DNS name matching localhost"
                          + " found."));
      assertThat(process.ready()).isFalse();
    }
  }

  @Test
  void anNkeyIsALogin() throws Exception {
    NKey key = NKey.createUser(null);
    Path secret = Files.createDirectories(directory.resolve("login"));
    Files.writeString(secret.resolve("nkey"), new String(key.getSeed()) + "\n");
    String users =
        "authorization { users = [ { nkey: " + new String(key.getPublicKey()) + " } ] }\n";
    try (NatsServer server = NatsServer.start(directory, users);
        TestProcess process =
            TestProcess.start(
                "f",
                settings(server, "CREDENTIALS_DIRECTORY", secret),
                event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
    }
  }

  @Test
  void aTokenIsALogin() throws Exception {
    Path secret = Files.createDirectories(directory.resolve("login"));
    Files.writeString(secret.resolve("token"), "s3cr3t\n");
    try (NatsServer server = NatsServer.start(directory, "authorization { token: \"s3cr3t\" }\n");
        TestProcess process =
            TestProcess.start(
                "f",
                settings(server, "CREDENTIALS_DIRECTORY", secret),
                event -> TestProcess.SUCCESS)) {
      Await.until("it is ready", process::ready);
    }
  }

  @Test
  void aKeyInPkcs1FormIsRead() throws Exception {
    Path secret = certificate("localhost");
    PrivateKey key =
        key(KeyStore.getInstance(secret.resolve("store.p12").toFile(), PASSWORD.toCharArray()));
    byte[] der = key.getEncoded();
    byte[] pkcs1 = Arrays.copyOfRange(der, 26, der.length); // without the header of PKCS #8
    Files.writeString(secret.resolve("tls.key"), pem("RSA PRIVATE KEY", pkcs1));
    assertThat(PrivateKeys.read(secret.resolve("tls.key"), "RSA")).isEqualTo(key);
  }
}
