package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The steps of the README. */
class ReadmeIT {
  private static final String README = "README.md";
  private static final String BEGIN = "Kubeless for Maven";

  @Test
  @OnCluster
  @Executes(
      value = README,
      sections = {BEGIN, "Deploy to a cluster"})
  void everyCommandOfTheReadmeDoesWhatItShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-readme");
    Path directory = Projects.empty("readme-steps");
    Path project = directory.resolve("hello");
    try (Reader reader =
        Reader.on(cluster, directory, 18300).here("archetype:generate", ArchetypeIT.GENERATE)) {
      reader.read(Page.of(README, "Deploy to a cluster"));
      assertThat(cluster.kubectl("get", "deployments", "-o", "name")).isEmpty();
    }
    try (Reader reader = Reader.on(cluster, project, 18300)) {
      reader.read(Page.of(README, BEGIN));
    }
  }

  @Test
  void packageWritesManifestsInAProjectMadeFromTheReadmeAlsoOnAnOldMaven() throws IOException {
    Path project = Projects.empty("readme");
    Projects.write(
        project,
        "pom.xml",
        """
        <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>com.acme</groupId>
        <artifactId>hello</artifactId>
        <version>1.0-SNAPSHOT</version>
        """
            + block("Add it to an existing project", "xml")
            + "</project>\n");
    Projects.write(
        project,
        "src/main/java/com/acme/Hello.java",
        "package com.acme;\nimport io.kubeless.function.*;\n" + block(BEGIN, "java"));

    Maven.Result packaged =
        Maven.in(project)
            .home(Path.of(System.getProperty("it.distributions")).resolve("apache-maven-3.6.3"))
            .run("package")
            .succeeds();

    assertThat(packaged.lines("manifests ")).isEqualTo("manifests target/kubeless/hello");
    assertThat(project.resolve("target/kubeless/hello/kubernetes/deployment.yaml"))
        .content()
        .contains("image: registry.acme.com/team/hello:1.0-SNAPSHOT");
  }

  private static String block(String section, String language) throws IOException {
    return Page.of(README, section).code().stream()
        .filter(code -> code.language().equals(language))
        .findFirst()
        .orElseThrow()
        .text();
  }
}
