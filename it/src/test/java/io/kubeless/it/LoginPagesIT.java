package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** The pages on passwords and tokens of callers. */
@OnCluster
class LoginPagesIT {
  private static final String SECURITY = "docs/security-http.md";
  private static final String SECURED = "examples/secured/README.md";
  private static final String FUNCTION_YAML = "src/main/kubeless/function.yaml";
  private static final int PORT = 18400;

  private static KeyPair keys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    return generator.generateKeyPair();
  }

  /** Writes the YAML of a section that contains a text. */
  private static void configure(Path project, String section, String text) throws Exception {
    Projects.write(project, FUNCTION_YAML, "name: orders\nmemory: 128Mi\n" + yaml(section, text));
  }

  private static String yaml(String section, String text) throws Exception {
    return Page.of(SECURITY, section).code().stream()
        .filter(code -> code.language().equals("yaml") && code.text().contains(text))
        .findFirst()
        .orElseThrow()
        .text();
  }

  @Test
  @Executes(SECURITY)
  void everyCommandOfThePageOnCallersPrintsWhatItShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-callers");
    Path project = Projects.example("hello", "callers");
    KeyPair keys = keys();
    Projects.write(project, "jwks.json", LocalIT.jwks((RSAPublicKey) keys.getPublic()));
    Maven local = Maven.in(project);
    String port = "-Dkubeless.port=" + PORT;
    try (Reader reader =
        Reader.on(cluster, project, PORT)
            // It asks for the password on a terminal.
            .here("htpasswd -cB auth duke", "printf secret | htpasswd -icB auth duke")) {
      configure(project, "Pages of other origins", "cors");
      try (Started run = local.start("kubeless:run", port)) {
        run.awaitLine("running   ");
        reader.read(Page.of(SECURITY, "Pages of other origins"));
      }
      Page passwords = Page.of(SECURITY, "Users and passwords");
      for (Page.Code code : passwords.code()) {
        if (code.language().equals("sh")) {
          reader.type(passwords, code);
        }
      }
      Files.createDirectories(project.resolve("secrets/orders-users"));
      Files.copy(project.resolve("auth"), project.resolve("secrets/orders-users/auth"));
      configure(project, "Users and passwords", "orders-users");
      try (Started run = local.start("kubeless:run", port, "-Dkubeless.secretsDirectory=secrets")) {
        run.awaitLine("running   ");
        for (Page.Code code : passwords.code()) {
          if (code.language().equals("console")) {
            reader.read(passwords, code);
          }
        }
      }
      String callers = "Scheduled runs and other callers inside the cluster";
      reader.read(Page.of(SECURITY, "Tokens"));
      reader.read(Page.of(SECURITY, callers));
      configure(project, callers, "orders-callers");
      cluster.deploy(project, "-DskipTests").succeeds();
      String token =
          cluster.kubectl("get", "secret", "orders-callers", "-o", "jsonpath={.data.token}");
      reader.environment(
          "TOKEN", new String(Base64.getDecoder().decode(token.strip()), "US-ASCII"));
      reader.read(Page.of(SECURITY, "Calls from your machine"));
      assertThat(reader.output()).contains("hello");
    }
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
