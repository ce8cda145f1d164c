package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import org.junit.jupiter.api.Test;

/** The page of an example with tokens of callers. */
@OnCluster
class LoginPagesIT {
  private static final String SECURED = "examples/secured/README.md";
  private static final int PORT = 18400;

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  @Test
  @Executes(SECURED)
  void everyCommandOfTheExampleSucceeds() throws Exception {
    Cluster cluster = Cluster.namespace("it-secured");
    Path project = Projects.example("secured", "secured-page");
    KeyPair keys = keys();
    Path jwks = Projects.empty("secured-page-issuer").resolve("jwks.json");
    Files.writeString(jwks, LocalIT.jwks((RSAPublicKey) keys.getPublic()));
    cluster.kubectl("create", "secret", "generic", "greeting-keys", "--from-file=" + jwks);
    String token =
        LocalIT.token(
            keys,
            "{\"iss\":\"https://login.acme.com/realms/shop\",\"aud\":\"greeting\",\"sub\":\"duke\","
                + "\"scope\":\"greeting:read\",\"exp\":4102444800}");
    try (Reader reader =
        Reader.on(cluster, project, PORT + 2)
            .environment("TOKEN", token)
            // There is no such issuer, so that its keys come from a Secret and from a file.
            .here("mvn kubeless:deploy", "mvn kubeless:deploy -Dkubeless.env=local")
            .here(
                "https://login.acme.com/realms/shop/protocol/openid-connect/certs",
                jwks.toUri().toString())) {
      reader.read(Page.of(SECURED));
      assertThat(reader.output()).contains("HTTP/1.1 200 OK", "hello duke");
    }
  }
}
