package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The steps of the README for an existing project. */
class ReadmeIT {

  @Test
  void packageWritesManifestsInAProjectMadeFromTheReadmeAlsoOnAnOldMaven() throws IOException {
    String readme = Files.readString(Projects.ROOT.resolve("README.md"));
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
            + block(readme, "xml")
            + "</project>\n");
    Projects.write(
        project,
        "src/main/java/com/acme/Hello.java",
        "package com.acme;\nimport io.kubeless.function.*;\n" + block(readme, "java"));

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

  private static String block(String page, String language) {
    int start = page.indexOf("```" + language + "\n") + language.length() + 4;
    return page.substring(start, page.indexOf("```", start));
  }
}
