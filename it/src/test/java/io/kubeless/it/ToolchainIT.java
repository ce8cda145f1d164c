package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Builds with another JDK than Maven's. */
class ToolchainIT {

  private static Path project() throws IOException {
    Optional<Path> other = SmokeIT.jdk25();
    Assumptions.assumeTrue(other.isPresent(), "no JDK 25 beside this JDK");
    Path hello = Projects.example("hello", "toolchain");
    Projects.write(
        hello,
        "toolchains.xml",
        "<toolchains><toolchain><type>jdk</type><provides><version>25</version></provides>"
            + "<configuration><jdkHome>"
            + other.get()
            + "</jdkHome></configuration></toolchain></toolchains>");
    Projects.insertAfter(
        hello,
        "pom.xml",
        "<plugins>",
        """

              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-toolchains-plugin</artifactId>
                <version>3.2.0</version>
                <executions><execution><goals><goal>toolchain</goal></goals></execution></executions>
                <configuration>
                  <toolchains><jdk><version>25</version></jdk></toolchains>
                </configuration>
              </plugin>
        """);
    Projects.edit(
        hello,
        "src/main/java/com/acme/Hello.java",
        "\"hello \"",
        "Runtime.version().feature() + \" \"");
    return hello;
  }

  @Test
  void theJdkOfTheToolchainIsLinkedAndRunsTheFunctionHere() throws Exception {
    Path hello = project();
    Maven.in(hello)
        .run(
            "-t",
            "toolchains.xml",
            "package",
            "kubeless:build",
            "-DskipTests",
            "-Dkubeless.image.base=linked-jre")
        .succeeds();
    String tar = hello.resolve("target/kubeless/hello/image.tar").toString();
    assertThat(
            new ObjectMapper()
                .readTree(Cluster.run("tar", "-xOf", tar, "config.json"))
                .at("/config/Labels/io.kubeless.jre")
                .asText())
        .containsPattern(" 25(\\.|$)");

    String port = "-Dkubeless.port=18185";
    try (Started run = Maven.in(hello).start("-t", "toolchains.xml", "kubeless:run", port)) {
      run.awaitLine("running   ");
      assertThat(
              Maven.in(hello)
                  .run(
                      "-t",
                      "toolchains.xml",
                      "kubeless:invoke",
                      "-Dkubeless.local",
                      "-Dkubeless.data=Duke",
                      port)
                  .succeeds()
                  .output())
          .contains("\n25 Duke\n");
    }
  }
}
