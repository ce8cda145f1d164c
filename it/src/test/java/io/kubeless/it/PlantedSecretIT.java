package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Secrets are in all places where users have them. None of them is in the output of a goal, a file
 * that it writes, an image or an object.
 */
@OnCluster
class PlantedSecretIT {
  private static final String REGISTRY = "127.0.0.1:5057";
  private static final String SETTINGS = "pl4nted-settings";
  private static final String ENVIRONMENT = "pl4nted-environment";
  private static final String DOCKER = "pl4nted-docker";
  private static final String DATA = "pl4nted-data";
  private static final String LOCAL = "pl4nted-local";
  private static Started registry;
  private static Path work;
  private static Path project;
  private static Path kubeconfig;
  private static Cluster cluster;
  private static final Map<String, String> planted = new LinkedHashMap<>();

  @BeforeAll
  static void plant() throws Exception {
    cluster = Cluster.namespace("it-planted");
    work = Projects.empty("planted");
    Cluster.run("htpasswd", "-Bbc", work.resolve("htpasswd").toString(), "duke", SETTINGS);
    Files.writeString(
        work.resolve("config.yaml"),
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %1$s/data}}
        http: {addr: "127.0.0.1:5057"}
        auth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
        """
            .formatted(work));
    registry =
        Started.of(
            new ProcessBuilder("docker-registry", "serve", work.resolve("config.yaml").toString()));
    registry.awaitLine("listening on");

    project = Projects.example("config-secrets", "planted/project");
    Projects.write(
        project,
        "kubeless-local.yaml",
        "config: {greeting: Servus}\nsecrets: {signing: {key: " + LOCAL + "}}\n");
    Path docker = Files.createDirectories(work.resolve("docker"));
    String login = base64("duke:" + DOCKER);
    Files.writeString(
        docker.resolve("config.json"),
        "{\"auths\":{\"registry.acme.com\":{\"auth\":\"" + login + "\"}}}");
    kubeconfig = RightsIT.user(cluster);
    cluster.kubectl(
        "create",
        "rolebinding",
        "deployer",
        "--clusterrole=admin",
        "--serviceaccount=" + cluster.name() + ":deployer");
    cluster.kubectl("create", "secret", "generic", "signing", "--from-literal=key=" + DATA);
    String config = Files.readString(kubeconfig);
    planted.put("kubeconfig", config.replaceFirst("(?s).*token: ([^}]+)}.*", "$1"));
    planted.put("settings.xml", SETTINGS);
    planted.put("environment", ENVIRONMENT);
    planted.put("Docker", DOCKER);
    planted.put("Secret", DATA);
    planted.put("kubeless-local.yaml", LOCAL);
    planted.put("login of settings.xml", base64("duke:" + SETTINGS));
    planted.put("login of Docker", login);
    planted.put("encoded Secret", base64(DATA));
  }

  @AfterAll
  static void stop() throws Exception {
    if (registry != null) {
      registry.close();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Maven maven() throws IOException {
    return Maven.in(project)
        .server(REGISTRY, "duke", SETTINGS)
        .server("ci", "duke", "${env.PLANTED}")
        .environment("PLANTED", ENVIRONMENT)
        .environment("DOCKER_CONFIG", work.resolve("docker").toString())
        .environment("KUBECONFIG", kubeconfig.toString())
        .environment("KUBELESS_REGISTRY", REGISTRY);
  }

  private static Maven.Result run(Maven maven, String... words) throws IOException {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.add("-X");
    Maven.Result result = maven.run(all.toArray(String[]::new));
    // With -X, the plugins of Maven that compile and copy print all environment variables.
    String output = result.output().replace("[DEBUG] env.PLANTED: " + ENVIRONMENT + "\n", "");
    assertClean(String.join(" ", words), output);
    try (Stream<Path> walk = Files.walk(project.resolve("target"))) {
      for (Path file : walk.filter(Files::isRegularFile).toList()) {
        assertClean(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return result;
  }

  private static void assertClean(String where, String text) {
    planted.forEach(
        (place, secret) -> {
          if (text.contains(secret)) {
            throw new AssertionError("the secret of " + place + " is in " + where);
          }
        });
  }

  @Test
  void noSecretIsInTheOutputAFileAnImageOrAnObject() throws Exception {
    run(
            maven(),
            "package",
            "kubeless:build",
            "kubeless:push",
            "-DskipTests",
            "-Dkubeless.image.base=linked-jre")
        .succeeds();
    run(maven(), "kubeless:config").succeeds();
    run(maven(), "kubeless:apply", "-Dkubeless.wait=0").succeeds();
    for (String goal : List.of("status", "list", "top", "history")) {
      run(maven(), "kubeless:" + goal);
    }
    assertClean(
        "the objects",
        cluster.kubectl("get", "all,configmaps,serviceaccounts,leases", "-o", "yaml"));
    Path layers = Files.createDirectories(work.resolve("layers"));
    Cluster.run(
        "sh", "-c", "tar -xf '" + project + "'/target/kubeless/*/image.tar -C '" + layers + "'");
    int found = 0;
    try (Stream<Path> walk = Files.walk(layers)) {
      for (Path file : walk.filter(each -> each.toString().endsWith(".tar.gz")).toList()) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          assertClean(file.toString(), new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
          found++;
        }
      }
    }
    assertThat(found).isPositive();
  }

  @Test
  void noSecretIsReportedByWhatFails() throws Exception {
    Path other = Files.createDirectories(work.resolve("other"));
    String config = Files.readString(kubeconfig);
    Path broken = Files.writeString(other.resolve("broken"), config.replace("users:", "users: [{"));
    Path unknown =
        Files.writeString(
            other.resolve("unknown"), config.replace("user: deployer", "user: nobody"));
    Path closed = Files.writeString(other.resolve("closed"), config.replace(":16443", ":1"));
    Path untrusted =
        Files.writeString(
            other.resolve("untrusted"),
            config.replaceFirst(
                "certificate-authority: [^}]+}", "insecure-skip-tls-verify: maybe}"));
    Path refused =
        Files.writeString(
            other.resolve("refused"),
            config.replace(planted.get("kubeconfig"), planted.get("kubeconfig") + "x"));
    Path zip = Files.writeString(other.resolve("kubeless.zip"), "no zip");
    String base = "-Dkubeless.image.base=linked-jre";
    run(maven(), "process-classes", "-DskipTests").succeeds();

    Map<String, Maven.Result> failed = new LinkedHashMap<>();
    failed.put(
        "wrong password",
        run(
            maven()
                .server(REGISTRY + "/", "", "")
                .environment("KUBELESS_REGISTRY", "localhost:5057"),
            "kubeless:push",
            base));
    failed.put(
        "closed registry",
        run(maven().environment("KUBELESS_REGISTRY", "127.0.0.1:1"), "kubeless:push", base));
    failed.put(
        "unknown base",
        run(maven(), "kubeless:push", "-Dkubeless.image.base=" + REGISTRY + "/nobody/java:1"));
    failed.put("invalid name", run(maven(), "kubeless:push", "-Dkubeless.image.name=A B"));
    for (Path each : List.of(broken, unknown, closed, untrusted, refused)) {
      failed.put(
          "kubeconfig " + each.getFileName(),
          run(maven().environment("KUBECONFIG", each.toString()), "kubeless:status"));
    }
    failed.put("unknown context", run(maven(), "kubeless:status", "-Dkubeless.context=nowhere"));
    failed.put(
        "unknown namespace", run(maven(), "kubeless:deploy", "-Dkubeless.namespace=nowhere", base));
    failed.put(
        "missing Secret", run(maven(), "kubeless:deploy", "-Dkubeless.secrets=absent", base));
    failed.put("unknown property", run(maven(), "kubeless:config", "-Dkubeless.memroy=1"));
    failed.put("invalid setting", run(maven(), "kubeless:deploy", "-Dkubeless.wait=soon"));
    failed.put("no handler", run(maven(), "kubeless:config", "-Dkubeless.handler=com.acme.Nobody"));
    failed.put("no zip", run(maven(), "kubeless:apply", "-Dkubeless.manifests=" + zip));
    failed.put(
        "coordinates",
        run(
            maven().from("ci", "http://127.0.0.1:1/"),
            "kubeless:apply",
            "-Dkubeless.manifests=com.acme:nobody:1"));
    failed.put("not deployed", run(maven(), "kubeless:logs", "-Dkubeless.name=nobody"));
    failed.put("no image", run(maven(), "kubeless:apply", "-Dkubeless.output=empty"));
    failed.put("no revision", run(maven(), "kubeless:rollback", "-Dkubeless.revision=99"));
    Projects.write(project, "src/main/kubeless/service.yaml", "spec: [");
    failed.put("invalid fragment", run(maven(), "kubeless:config"));
    Files.delete(project.resolve("src/main/kubeless/service.yaml"));
    Projects.write(
        project,
        "kubeless-local.yaml",
        "secrets: {signing: {key: " + LOCAL + "}}\nsecret: {key: " + LOCAL + "}\n");
    failed.put("local file", run(maven(), "kubeless:run", "-Dkubeless.port=18196"));

    List<String> succeeded =
        failed.entrySet().stream()
            .filter(each -> each.getValue().exitCode() == 0)
            .map(Map.Entry::getKey)
            .toList();
    assertThat(succeeded).isEmpty();
    assertThat(failed).hasSizeGreaterThan(20);
  }
}
