package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A function on this machine, which {@code run} starts and {@code invoke} calls. */
class LocalIT {

  @Test
  void aFunctionRunsHereAnswersToTextFilesAndJsonAndEndsWithItsMaven() throws Exception {
    Path orders = Projects.example("orders", "local-orders");
    String port = "-Dkubeless.port=18180";
    try (Started run = Maven.in(orders).start("kubeless:run", port)) {
      run.awaitLine("running   ");
      assertThatThePageSendsAnEvent(run.awaitLine("console   ").replaceFirst(".*console   ", ""));
      Files.writeString(orders.resolve("book.json"), "{\"item\":\"book\",\"quantity\":2}");
      Maven.Result created =
          Maven.in(orders)
              .run(
                  "kubeless:invoke",
                  "-Dkubeless.local",
                  port,
                  "-Dkubeless.path=orders",
                  "-Dkubeless.cloudEvent=type: com.acme.order, subject: a book",
                  "-Dkubeless.data=@book.json")
              .succeeds();
      assertThat(created.output())
          .containsPattern(
              "(?m)^\\{\"id\":\"[-0-9a-f]{36}\",\"item\":\"book\",\"quantity\":2,\"accepted\":\"[^\"]+\"\\}$")
          .containsPattern("status    200   \\d+ ms"); // a call is an event, as in the cluster

      Files.writeString(orders.resolve("order.json"), "{\"item\":\"book\",\"quantity\":0}");
      Maven.Result refused =
          Maven.in(orders)
              .run("kubeless:invoke", "-Dkubeless.local", port, "-Dkubeless.file=order.json")
              .fails();
      assertThat(refused.output()).contains("\"detail\":\"quantity must be 1 or more\"");
      assertThat(refused.error())
          .isEqualTo(
              """
              KUBELESS-419 The function responded with status 400
                where: POST http://localhost:18180/
                why:   the response is printed above
                do:    correct the request\
              """);

      Maven.Result text =
          Maven.in(orders)
              .run("kubeless:invoke", "-Dkubeless.local", port, "-Dkubeless.data=nonsense")
              .fails();
      assertThat(text.output()).contains("the body is not JSON for Order, line 1, column");
    }
    assertThat(Maven.in(orders).run("kubeless:invoke", "-Dkubeless.local", port).fails().error())
        .isEqualTo(
            """
            KUBELESS-418 No function is running on this machine
              where: http://localhost:18180/
              why:   the connection was refused
              do:    start it in another terminal: mvn kubeless:run\
            """);
  }

  /** Sends an event through the console page, and waits for the log line of its call. */
  private static void assertThatThePageSendsAnEvent(String page) throws Exception {
    assertThat(page).startsWith("http://127.0.0.1:");
    HttpClient client = HttpClient.newHttpClient();
    String event =
        "{\"kind\":\"http\",\"path\":\"/orders\",\"body\":\"{\\\"item\\\":\\\"pen\\\",\\\"quantity\\\":1}\"}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(page + "/api/calls"))
            .POST(HttpRequest.BodyPublishers.ofString(event));
    assertThat(client.send(request.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(403);
    String answer =
        client
            .send(
                request.header("Content-Type", "application/json").build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    assertThat(answer).contains("\"title\":\"POST /orders\",\"status\":201", "\\\"pen\\\"");
    HttpRequest call = HttpRequest.newBuilder(URI.create(page + "/api/calls/1")).build();
    while (!answer.contains("\"message\":\"POST 201\"")) {
      answer = client.send(call, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  void aTokenIsCheckedWithAKeyOfTheSecretDirectoryAndAPageOfTheOverlayMayCall() throws Exception {
    Path project = Projects.example("secured", "local-secured");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair keys = generator.generateKeyPair();
    Projects.write(
        project, "secrets/greeting-keys/jwks.json", jwks((RSAPublicKey) keys.getPublic()));
    String valid =
        token(
            keys,
            "{\"iss\":\"https://login.acme.com/realms/shop\",\"aud\":\"greeting\",\"sub\":\"duke\","
                + "\"scope\":\"greeting:read\",\"exp\":4102444800}");
    String other = token(generator.generateKeyPair(), "{\"exp\":4102444800}");
    try (Started run =
        Maven.in(project)
            .start(
                "compile",
                "kubeless:run",
                "-Dkubeless.env=local",
                "-Dkubeless.port=18182",
                "-Dkubeless.secretsDirectory=secrets")) {
      run.awaitLine("running   ");
      HttpResponse<String> greeting = get(18182, valid);
      assertThat(greeting.body()).isEqualTo("hello duke");
      assertThat(greeting.headers().firstValue("Access-Control-Allow-Origin"))
          .contains("http://localhost:3000");
      assertThat(get(18182, other).statusCode()).isEqualTo(401);
    }
  }

  /** Returns the files that contain a text; layers of images are compressed, jars are not. */
  private static List<Path> containing(Path directory, String text) throws IOException {
    List<Path> containing = new ArrayList<>();
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          containing.add(file);
        }
      }
    }
    return containing;
  }

  private static HttpResponse<String> get(int port, String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/greeting"))
                .header("Authorization", "Bearer " + token)
                .header("Origin", "http://localhost:3000")
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  static String jwks(RSAPublicKey key) {
    return "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"1\",\"alg\":\"RS256\",\"use\":\"sig\",\"n\":\""
        + base64(unsigned(key.getModulus()))
        + "\",\"e\":\""
        + base64(unsigned(key.getPublicExponent()))
        + "\"}]}";
  }

  private static byte[] unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  static String token(KeyPair keys, String claims) throws Exception {
    String text =
        base64("{\"alg\":\"RS256\",\"kid\":\"1\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return text + "." + base64(signature.sign());
  }

  /** Kills Maven and its function, and runs it again; the second one has no console page. */
  private static void assertThatTheSecretsOfKilledProcessesAreDeleted(Path project)
      throws Exception {
    Path temporary = Files.createDirectories(project.resolve("temporary"));
    Maven maven = Maven.in(project).options("-Djava.io.tmpdir=" + temporary);
    Path left;
    try (Started run = maven.start("kubeless:run", "-Dkubeless.port=18181")) {
      run.awaitLine("running   ");
      left = secrets(temporary);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(left)))
          .isEqualTo("rwx------");
      run.killAll();
    }
    assertThat(containing(left, "planted-secret")).hasSize(1);
    try (Started run =
        maven.start("kubeless:run", "-Dkubeless.port=18181", "-Dkubeless.console=false")) {
      run.awaitLine("running   ");
      assertThat(secrets(temporary)).isNotEqualTo(left);
      assertThat(run.next()).doesNotContain("console   ");
    }
    assertThat(temporary.toFile().list((parent, name) -> name.startsWith("kubeless-secrets")))
        .isEmpty();
  }

  /** Returns the only directory with Secrets. */
  private static Path secrets(Path temporary) throws IOException {
    try (Stream<Path> all = Files.list(temporary)) {
      List<Path> found =
          all.filter(each -> each.getFileName().toString().startsWith("kubeless-secrets")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  @Test
  void aFunctionThatCannotStartReportsTheReason() throws Exception {
    Path project = Projects.example("config-secrets", "local-secrets");
    Maven.Result failed = Maven.in(project).run("kubeless:run", "-Dkubeless.port=18181").fails();
    assertThat(failed.output()).doesNotContain("running   ");
    assertThat(failed.error())
        .isEqualTo(
            """
            KUBELESS-405 The Secret signing is missing
              where: kubeless-local.yaml
              why:   the function mounts it, the file does not contain it, and -Dkubeless.secretsDirectory is unset
              do:    add its keys to the file: secrets: {signing: {key: value}}\
            """);

    Files.createDirectories(project.resolve("secrets/signing"));
    Maven.Result empty =
        Maven.in(project)
            .run("kubeless:run", "-Dkubeless.port=18181", "-Dkubeless.secretsDirectory=secrets")
            .fails();
    assertThat(empty.output()).doesNotContain("running   ");
    assertThat(empty.error())
        .contains("KUBELESS-420 The function cannot start (exit code 70)")
        .contains("the Secret signing has no key");

    Projects.write(
        project,
        "kubeless-local.yaml",
        "config: {greeting: Servus}\nsecrets: {signing: {key: planted-secret}}\n");
    try (Started run = Maven.in(project).start("kubeless:run", "-Dkubeless.port=18181", "-X")) {
      run.awaitLine("running   ");
      assertThat(
              Maven.in(project)
                  .run(
                      "kubeless:invoke",
                      "-Dkubeless.local",
                      "-Dkubeless.port=18181",
                      "-Dkubeless.data=Duke")
                  .succeeds()
                  .output())
          .contains("Servus, Duke (");
      assertThat(run.next()).doesNotContain("planted-secret");
    }
    assertThat(containing(project.resolve("target"), "planted-secret")).isEmpty();
    assertThatTheSecretsOfKilledProcessesAreDeleted(project);
    Maven.in(project)
        .run("kubeless:build", "-Dkubeless.image.base=linked-jre", "-DskipTests")
        .succeeds();
    assertThat(containing(project.resolve("target"), "kubeless-local")).isEmpty();
  }
}
