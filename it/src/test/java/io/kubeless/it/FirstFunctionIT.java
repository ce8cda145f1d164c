package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes the files of the page {@code docs/first-function.md} and runs its commands. */
class FirstFunctionIT {
  private static final String PAGE = "docs/first-function.md";

  @Test
  @OnCluster
  @Executes(PAGE)
  @Executes(
      value = PAGE,
      sections = {"Debug it", "Remove it"},
      sentences = true)
  void everyCommandDoesWhatThePageShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-first");
    Path directory = Projects.empty("first-function");
    Path kubeconfig = cluster.kubeconfig(directory.resolve("kubeconfig"));
    Maven maven = Maven.in(directory).environment("KUBECONFIG", kubeconfig.toString());
    try (Reader reader = reader(maven, directory)) {
      Page page = Page.of(PAGE);
      for (Page.Code code : page.code()) {
        if (!code.inSentence() || List.of("Debug it", "Remove it").contains(code.section())) {
          reader.read(page, code);
        }
        if (code.commands().contains("./mvnw -Dmaven.surefire.debug test")) {
          Debugger.attach(5005).resume();
          reader.awaitLine("BUILD SUCCESS");
        }
      }
    }
    assertThat(cluster.kubectl("get", "deployments,services,configmaps", "-o", "name"))
        .doesNotContain("hello");
  }

  /** Returns a reader who has the registry, base image and ports of the tests. */
  private static Reader reader(Maven maven, Path directory) {
    return Reader.with(maven, directory)
        .here("archetype:generate", ArchetypeIT.GENERATE)
        .here("registry.acme.com/team", "127.0.0.1:5000/it-first")
        .here("-Dkubeless.debug", "-Dkubeless.debug=18185")
        .arguments("-Dkubeless.image.base=" + Cluster.base() + " -Dkubeless.port=18184");
  }

  @Test
  void severalHandlersOfAModuleAreFunctionsOfTheirOwn() throws Exception {
    Path project = Projects.example("hello", "first-function-several");
    for (Page.Code code : Page.of(PAGE).code()) {
      if (code.language().equals("java")) {
        Projects.write(project, code.file(), code.text());
      }
    }
    Files.delete(project.resolve("src/main/kubeless/function.yaml"));

    Maven.Result packaged =
        Maven.in(project).run("package", "-Dkubeless.image.architecture=amd64").succeeds();

    assertThat(packaged.output()).containsPattern("Tests run: 2, Failures: 0, Errors: 0");
    try (Stream<Path> list = Files.list(project.resolve("target/kubeless"))) {
      assertThat(list.filter(Files::isDirectory).map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("hello", "total", "cleanup");
    }
  }
}
