package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The page {@code docs/ci.md}: the jobs of its pipelines, which build and apply, and its files for
 * GitOps.
 */
class CiIT {
  private static final String PAGE = "docs/ci.md";
  private static final String APPLY =
      "mvn -B io.kubeless:kubeless-maven-plugin:"
          + System.getProperty("it.version")
          + ":apply -Dkubeless.manifests=";
  private static final String PRIVATE = "127.0.0.1:18310";
  private static final String USER = "ci-user";
  private static final String PASSWORD = "ci-registry-password-5d2";

  /** The logins of the jobs that build. */
  private enum Login {
    NONE,
    GITHUB,
    GITLAB,
    JENKINS
  }

  private final Set<String> done = new HashSet<>();
  private MavenRepository repository;
  private Cluster cluster;
  private Path project;
  private Path empty;

  private void prepare() throws IOException {
    project = Projects.example("hello", "ci/build");
    empty = Projects.empty("ci/apply");
    Projects.edit(
        project,
        "pom.xml",
        "  <dependencies>",
        "  <distributionManagement><snapshotRepository><id>ci</id><url>"
            + repository.url()
            + "</url></snapshotRepository></distributionManagement>\n  <dependencies>");
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 128Mi\nimage: {base: " + Cluster.base() + "}\n");
    Path config = Files.createDirectories(project.resolve("config"));
    Cluster.run("git", "init", "--quiet", config.toString());
    Cluster.run("git", "-C", config.toString(), "config", "user.name", "ci");
    Cluster.run("git", "-C", config.toString(), "config", "user.email", "ci@acme.com");
  }

  /** Returns what a job that builds has: a login to one registry, and no access to the cluster. */
  private Reader builder(Login login, String command) throws IOException {
    Maven maven =
        Maven.in(project)
            .server("ci", MavenRepository.USER, MavenRepository.PASSWORD)
            .environment("KUBECONFIG", "/dev/null")
            .environment("KUBELESS_REGISTRY", PRIVATE + "/team");
    switch (login) {
      case GITHUB -> {
        byte[] user = (USER + ":" + PASSWORD).getBytes(StandardCharsets.UTF_8);
        Projects.write( // as docker/login-action writes it
            project,
            "docker/config.json",
            "{\"auths\":{\"%s\":{\"auth\":\"%s\"}}}"
                .formatted(PRIVATE, Base64.getEncoder().encodeToString(user)));
        maven.environment("DOCKER_CONFIG", project.resolve("docker").toString());
      }
      case GITLAB ->
          maven
              .environment("CI_REGISTRY", PRIVATE)
              .environment("CI_REGISTRY_USER", USER)
              .environment("CI_REGISTRY_PASSWORD", PASSWORD);
      case JENKINS ->
          maven.environment("REGISTRY_USER", USER).environment("REGISTRY_PASSWORD", PASSWORD);
      case NONE ->
          maven.environment(
              "KUBELESS_REGISTRY", command.contains("validate") ? "" : "127.0.0.1:5000/it-ci");
    }
    if (command.endsWith("kubeless:deploy")) {
      maven.environment("KUBECONFIG", kubeconfig().toString());
    }
    return Reader.with(maven, project);
  }

  private Path kubeconfig() throws IOException {
    Path file = empty.resolve("kubeconfig");
    return Files.exists(file) ? file : cluster.kubeconfig(file);
  }

  /** Returns what a job that applies has: a kubeconfig, in a directory without the project. */
  private Reader deployer() throws IOException {
    return Reader.with(maven(), empty)
        .environment("CONTENT", Files.readString(kubeconfig()))
        .environment("RUNNER_TEMP", Files.createDirectories(runner()).toString());
  }

  private Maven maven() throws IOException {
    return Maven.in(empty)
        .server("ci", MavenRepository.USER, MavenRepository.PASSWORD)
        .from("ci", repository.url())
        .environment("KUBELESS_REGISTRY", "")
        .environment("KUBECONFIG", kubeconfig().toString());
  }

  @Test
  @OnCluster
  @Executes(value = PAGE, sentences = true)
  void everyJobOfThePageDoesItsPart() throws Exception {
    cluster = Cluster.namespace("it-ci");
    Page page = Page.of(PAGE);
    try (MavenRepository started = MavenRepository.start();
        Started registry =
            RegistryIT.serve(Projects.empty("ci/registry"), PRIVATE, USER, PASSWORD)) {
      repository = started;
      prepare();
      for (Page.Code code : page.code()) {
        if (!code.file().isEmpty()) {
          Projects.write(project, code.file(), code.text());
          Projects.write(project, "jenkins/settings.xml", forJenkins(code.text()));
        }
      }
      for (Page.Code code : page.code()) {
        for (String command : code.commands()) {
          run(page, code.section(), command);
        }
        if (code.text().contains("kind: Application") || code.text().contains("sourceRef:")) {
          cluster.apply(
              code.text().replaceAll("namespace: (argocd|flux-system)", "namespace: it-ci"),
              "--dry-run=server",
              "--validate=strict");
        }
      }
      assertThat(registry.next()).contains("PUT /v2/team/hello/manifests/1.0-SNAPSHOT");
      assertThatTheRepositoryForGitOpsIsComplete();
      refusals();
    }
  }

  /** Returns the settings of GitLab as the page describes them for Jenkins. */
  private static String forJenkins(String settings) {
    return settings
        .replace("${env.CI_REGISTRY}", PRIVATE)
        .replace("env.CI_REGISTRY_", "env.REGISTRY_");
  }

  private void run(Page page, String section, String command) throws Exception {
    Login login =
        !command.endsWith("kubeless:push")
            ? Login.NONE
            : switch (section) {
              case "GitHub Actions" -> Login.GITHUB;
              case "GitLab CI" -> Login.GITLAB;
              case "Jenkins" -> Login.JENKINS;
              default -> Login.NONE;
            };
    if (!done.add(login + command)) {
      return; // the job of another CI server is the same
    }
    boolean deploys = command.contains(":apply ") || command.contains("RUNNER_TEMP");
    try (Reader reader = deploys ? deployer() : builder(login, command)) {
      reader.type(page, command);
      check(command, new Maven.Result(0, reader.output()));
    }
  }

  private void check(String command, Maven.Result result) throws IOException {
    if (command.equals("mvn -B verify kubeless:push")) {
      Files.createDirectories(empty.resolve("target"));
      if (!Files.exists(zip())) { // the first one, whose registry the nodes may use
        Files.copy(project.resolve("target/kubeless.zip"), zip());
      }
    } else if (command.equals(APPLY + "target/kubeless.zip")) {
      assertThat(ArchetypeIT.transcript(result))
          .isEqualTo(
              """
              cluster   test / it-ci   target kubernetes   as admin
              apply     ServiceAccount Service Deployment +
              ready     1/1 in … s
              call      in cluster http://hello.it-ci:8080
              """);
      cluster.awaitCall("hello", "Duke", "hello Duke");
      assertThat(zip().resolveSibling("kubeless/result.json")).exists();
    } else if (command.endsWith(" deploy:deploy")) {
      assertThat(repository.names())
          .containsPattern("/com/acme/hello/1.0-SNAPSHOT/hello-1.0-\\S+-kubeless.zip\n");
    } else if (command.endsWith("com.acme:hello:1.0-SNAPSHOT")) {
      assertThat(result.lines("apply  "))
          .isEqualTo("apply     ServiceAccount Service Deployment =");
    } else if (command.contains("RUNNER_TEMP")) {
      assertThat(Files.getPosixFilePermissions(runner().resolve("kubeconfig")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
  }

  private Path runner() {
    return empty.resolve("runner");
  }

  private Path zip() {
    return empty.resolve("target/kubeless.zip");
  }

  @Test
  void problemsAreBesideTheCode() throws IOException {
    Path project = Projects.example("hello", "ci/annotations");
    Projects.write(project, "src/main/kubeless/function.yaml", "memroy: 128Mi\n");
    Maven.Result failed =
        Maven.in(project)
            .environment("GITHUB_ACTIONS", "true")
            .environment("GITHUB_WORKSPACE", project.getParent().toString())
            .environment("GITLAB_CI", "true")
            .direct("-B", "process-classes", "kubeless:validate")
            .fails();

    List<String> commands = failed.output().lines().filter(line -> line.startsWith("::")).toList();
    assertThat(commands).as(failed.output()).hasSize(1);
    assertThat(commands.get(0))
        .startsWith(
            "::error title=KUBELESS-301,file=annotations/src/main/kubeless/function.yaml,line=1,col=1::KUBELESS-301 ");
    assertThat(project.resolve("target/kubeless/gl-code-quality-report.json"))
        .content()
        .contains("\"check_name\":\"KUBELESS-301\"", "\"lines\":{\"begin\":1}");
  }

  private Maven.Result fails(String command) throws IOException {
    String[] words = command.split(" ");
    return maven().direct(Arrays.copyOfRange(words, 1, words.length)).fails();
  }

  private void refusals() throws IOException {
    assertThat(fails(APPLY + "target/kubeless.zip -Dkubeless.memory=1Gi").error())
        .isEqualTo(
            """
            KUBELESS-462 A setting cannot change pushed manifests
              where: -Dkubeless.memory
              why:   the manifests were rendered when they were pushed
              do:    remove it here, and pass it to mvn kubeless:push if it is needed""");
    assertThat(fails(APPLY + "target/other.zip").error())
        .isEqualTo(
            """
            KUBELESS-460 The manifests target/other.zip are not found
              where: -Dkubeless.manifests=target/other.zip
              why:   there is no such file or directory, and these are no coordinates
              do:    pass a directory, a zip file, or coordinates: -Dkubeless.manifests=com.acme:hello:1.0""");
    assertThat(fails(APPLY.replace(" -Dkubeless.manifests=", "")).error())
        .isEqualTo(
            """
            KUBELESS-460 There are no manifests to apply
              where: -Dkubeless.manifests
              why:   there is no pom.xml in this directory, and the setting is unset
              do:    pass -Dkubeless.manifests=<directory or zip>, or run it in the project""");
    byte[] content = Files.readAllBytes(zip());
    Files.write(zip(), Arrays.copyOf(content, content.length / 2));
    assertThat(fails(APPLY + "target/kubeless.zip").error())
        .startsWith("KUBELESS-461 The manifests cannot be applied\n  where: " + zip());
  }

  /**
   * Checks the files of the directory that the commands have committed, which a cluster accepts.
   */
  private void assertThatTheRepositoryForGitOpsIsComplete() throws IOException {
    Path config = project.resolve("config");
    try (Stream<Path> files = Files.list(config.resolve("hello"))) {
      assertThat(files.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("deployment.yaml", "service.yaml", "serviceaccount.yaml");
    }
    assertThat(Cluster.run("git", "-C", config.toString(), "log", "--oneline"))
        .contains("Deploy hello");
    cluster.kubectl(
        "apply",
        "--server-side",
        "--dry-run=server",
        "--force-conflicts",
        "-f",
        config.resolve("hello").toString());
  }
}
