package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The page {@code it/cluster/README.md}: its scripts, and a function on the base image that one of
 * them pushes.
 */
@OnCluster
class ClusterScriptsIT {
  private static final String PAGE = "it/cluster/README.md";
  private static final Path SCRIPTS = Projects.ROOT.resolve("it/cluster");

  @Test
  @Executes(PAGE)
  void aFunctionOnABaseImageOfARegistryAnswersAndAMissingBaseIsReported() throws Exception {
    Cluster cluster = Cluster.namespace("it-base");
    Path hello = Projects.example("hello", "deploy-base");
    Page page = Page.of(PAGE);
    try (Reader reader =
        // The JDK of the tests is 17.
        Reader.with(Maven.in(hello), SCRIPTS).here("./base-image 25", "./base-image 17")) {
      for (String command : page.commands(false)) {
        if (command.startsWith("./in ")) {
          cluster.deploy(hello, "-Dkubeless.image.base=127.0.0.1:5000/java:17").succeeds();
          assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");
          reader.here("http://10.96.0.23:8080", cluster.url("hello"));
        }
        reader.type(page, command);
      }
      assertThat(reader.output()).contains("node1", "127.0.0.1:5000/java:17", "hello ");
    }
    assertThatThePortOfThePageIsExposed();

    Projects.delete(hello.resolve("target"));
    assertThat(
            cluster
                .deploy(hello, "-Dkubeless.image.base=127.0.0.1:5000/nobody/java:1")
                .fails()
                .error())
        .isEqualTo(
            """
            KUBELESS-108 The base image 127.0.0.1:5000/nobody/java:1 is not found
              where: image.base: 127.0.0.1:5000/nobody/java:1
              why:   the registry 127.0.0.1:5000 responds with 404
              do:    check the name and tag in image.base, or use -Dkubeless.image.base=linked-jre""");
    assertThat(hello.resolve("target/classes")).doesNotExist();
  }

  private static void assertThatThePortOfThePageIsExposed() throws Exception {
    String in = SCRIPTS.resolve("in").toString();
    Path directory = Projects.empty("deploy-base-exposed");
    Projects.write(directory, "index.html", "exposed");
    ProcessBuilder inside =
        new ProcessBuilder(in, "python3", "-um", "http.server", "30080", "--bind", "127.0.0.1");
    try (Started started = Started.of(inside.directory(directory.toFile()))) {
      started.awaitLine("Serving HTTP");
      assertThat(Cluster.run("curl", "-s", "http://127.0.0.1:30080/")).isEqualTo("exposed");
    }
  }
}
