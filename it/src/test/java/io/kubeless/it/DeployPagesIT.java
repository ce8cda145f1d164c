package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The pages on deploying, calling and operating a function, with one function. */
@OnCluster
class DeployPagesIT {
  private static final String DEPLOYING = "docs/deploying.md";
  private static final String GUIDE = "docs/guide.md";
  private static final String GOALS = "docs/goals.md";
  private static final String OPERATING = "docs/operating.md";

  @Test
  @Executes(
      value = DEPLOYING,
      sections = {"Deploying", "In a pipeline", "Rolling back"})
  @Executes(GUIDE)
  @Executes(value = OPERATING, sentences = true)
  @Executes(value = GOALS, sentences = true)
  void everyCommandOfThePagesSucceeds() throws Exception {
    Cluster cluster = Cluster.namespace("it-pages");
    Path project = Projects.example("hello", "pages");
    Projects.write(project, "src/main/kubeless/function.yaml", "memory: 128Mi\n");
    Projects.write(
        project, "src/main/kubeless/env/production/function.yaml", "config: {greeting: Hi}\n");
    Projects.write(project, "order.json", "{\"item\": \"book\"}");
    try (Reader reader =
        Reader.on(cluster, project, 18370)
            .here("<function>", "hello")
            .here("<pod> 8081", "deployment/hello 18372:8081")
            .here("localhost:8081", "localhost:18372")) {
      for (Page.Code code :
          Page.of(DEPLOYING, "Deploying", "In a pipeline", "Rolling back").code()) {
        if (!code.inSentence()) {
          reader.type(Page.of(DEPLOYING), code);
        }
      }
      assertThat(cluster.kubectl("get", "deployment", "hello", "-o", "yaml"))
          .as("the first revision")
          .doesNotContain("hello-config-");
      reader.read(Page.of(GUIDE, "Running on your machine", "Calling a function"));
      assertThat(reader.output()).contains("hello {\"item\": \"book\"}");
      reader.here("<goal>", "deploy").type(Page.of(GOALS));
      reader.type(Page.of(OPERATING));
    }
  }
}
