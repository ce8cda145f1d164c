package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the commands of the page {@code docs/ci.md}: a job that builds, and one that applies. */
class CiIT {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\w+\n(.*?)^```$");
  private static final Pattern MAVEN =
      Pattern.compile("(?m)^ *(?:- (?:run: )?|sh ')?(mvn [^'\n]*)'?$");
  private static final String APPLY =
      "mvn -B io.kubeless:kubeless-maven-plugin:"
          + System.getProperty("it.version")
          + ":apply -Dkubeless.manifests=";

  /** Returns the commands in the blocks of code. */
  private static List<String> commands() throws IOException {
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(Files.readString(Projects.ROOT.resolve("docs/ci.md")));
    while (block.find()) {
      MAVEN.matcher(block.group(1)).results().forEach(each -> commands.add(each.group(1)));
    }
    return commands;
  }

  private static Path project(MavenRepository repository) throws IOException {
    Path project = Projects.example("hello", "ci/build");
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
    return project;
  }

  private static Maven.Result run(Maven maven, String command) throws IOException {
    return maven.direct(Arrays.copyOfRange(command.split(" "), 1, command.split(" ").length));
  }

  private static Maven builder(Path project) {
    return Maven.in(project)
        .server("ci", MavenRepository.USER, MavenRepository.PASSWORD)
        .environment("KUBELESS_REGISTRY", "127.0.0.1:5000/it-ci")
        .environment("KUBECONFIG", "/dev/null");
  }

  /** Returns Maven in a directory that contains no project, and without a registry. */
  private static Maven deployer(Path empty, Path kubeconfig, MavenRepository repository) {
    return Maven.in(empty)
        .server("ci", MavenRepository.USER, MavenRepository.PASSWORD)
        .from("ci", repository.url())
        .environment("KUBELESS_REGISTRY", "")
        .environment("KUBECONFIG", kubeconfig.toString());
  }

  @Test
  @OnCluster
  void whatOneJobHasPushedAnotherOneAppliesWithoutTheProject() throws Exception {
    Cluster cluster = Cluster.namespace("it-ci");
    Path empty = Projects.empty("ci/apply");
    Path kubeconfig = cluster.kubeconfig(empty.resolve("kubeconfig"));
    List<String> commands = commands();
    try (MavenRepository repository = MavenRepository.start()) {
      Path project = project(repository);
      String check = "mvn -B verify kubeless:validate";
      assertThat(commands).contains(check);
      run(builder(project).environment("KUBELESS_REGISTRY", ""), check).succeeds();

      String publish = "mvn -B verify kubeless:push deploy:deploy";
      assertThat(commands).contains(publish);
      run(builder(project), publish).succeeds();
      assertThat(repository.names())
          .containsPattern("/com/acme/hello/1.0-SNAPSHOT/hello-1.0-\\S+-kubeless.zip\n");

      Path zip = empty.resolve("target/kubeless.zip");
      Files.createDirectories(zip.getParent());
      Files.copy(project.resolve("target/kubeless.zip"), zip);
      assertThat(commands).contains(APPLY + "target/kubeless.zip");
      Maven deployer = deployer(empty, kubeconfig, repository);
      Maven.Result applied = run(deployer, APPLY + "target/kubeless.zip").succeeds();
      assertThat(ArchetypeIT.transcript(applied))
          .isEqualTo(
              """
              cluster   test / it-ci   target kubernetes   as admin
              apply     ServiceAccount Service Deployment +
              ready     1/1 in … s
              call      in cluster http://hello.it-ci:8080
              """);
      cluster.awaitCall("hello", "Duke", "hello Duke");
      assertThat(zip.resolveSibling("kubeless/result.json")).exists();

      String published = APPLY.replace(" -B ", " -B -U ") + "com.acme:hello:1.0-SNAPSHOT";
      assertThat(commands).contains(published);
      assertThat(run(deployer, published).succeeds().lines("apply  "))
          .isEqualTo("apply     ServiceAccount Service Deployment =");

      refusals(deployer, zip);
      copies(project, cluster);
      assertThat(
              commands.stream()
                  .map(each -> each.replaceFirst(" -s \\S+", "")) // a login, which the tests lack
                  .distinct())
          .containsExactlyInAnyOrder(
              check,
              publish,
              "mvn -B verify kubeless:push",
              APPLY + "target/kubeless.zip",
              published);
    }
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

  private static void refusals(Maven deployer, Path zip) throws IOException {
    assertThat(run(deployer, APPLY + "target/kubeless.zip -Dkubeless.memory=1Gi").fails().error())
        .isEqualTo(
            """
            KUBELESS-462 A setting cannot change pushed manifests
              where: -Dkubeless.memory
              why:   the manifests were rendered when they were pushed
              do:    remove it here, and pass it to mvn kubeless:push if it is needed""");
    assertThat(run(deployer, APPLY + "target/other.zip").fails().error())
        .isEqualTo(
            """
            KUBELESS-460 The manifests target/other.zip are not found
              where: -Dkubeless.manifests=target/other.zip
              why:   there is no such file or directory, and these are no coordinates
              do:    pass a directory, a zip file, or coordinates: -Dkubeless.manifests=com.acme:hello:1.0""");
    assertThat(run(deployer, APPLY.replace(" -Dkubeless.manifests=", "")).fails().error())
        .isEqualTo(
            """
            KUBELESS-460 There are no manifests to apply
              where: -Dkubeless.manifests
              why:   there is no pom.xml in this directory, and the setting is unset
              do:    pass -Dkubeless.manifests=<directory or zip>, or run it in the project""");
    byte[] content = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(content, content.length / 2));
    assertThat(run(deployer, APPLY + "target/kubeless.zip").fails().error())
        .startsWith("KUBELESS-461 The manifests cannot be applied\n  where: " + zip);
  }

  /** Runs the block of commands for a Git repository, whose files a cluster accepts. */
  private static void copies(Path project, Cluster cluster) throws IOException {
    String page = Files.readString(Projects.ROOT.resolve("docs/ci.md"));
    Matcher block = BLOCK.matcher(page.substring(page.indexOf("## Argo CD and Flux")));
    assertThat(block.find()).isTrue();
    Path config = Files.createDirectories(project.resolve("config"));
    Cluster.run("git", "init", "--quiet", config.toString());
    Cluster.run("git", "-C", config.toString(), "config", "user.name", "ci");
    Cluster.run("git", "-C", config.toString(), "config", "user.email", "ci@acme.com");
    for (String line : block.group(1).lines().toList()) {
      if (line.startsWith("mvn ")) {
        run(builder(project), line).succeeds();
      } else {
        Cluster.run("sh", "-c", "cd '" + project + "' && " + line);
      }
    }
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
