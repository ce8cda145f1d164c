package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pages on functions and images on the developer's machine. */
@OnCluster
class DevelopingPagesIT {
  private static final String DEVELOPING = "docs/developing.md";
  private static final String BEGIN = "Developing on your machine";
  private static final String DEBUGGING = "Debugging";
  private static final String IMAGES = "docs/images.md";
  private static final String HELLO = "src/main/java/com/acme/Hello.java";
  private static final int PORT = 18380;

  private static String call(String body) throws Exception {
    return Cluster.run("curl", "-s", "-d", body, "http://localhost:" + PORT + "/");
  }

  @Test
  @Executes(DEVELOPING)
  @Executes(
      value = DEVELOPING,
      sections = {BEGIN, DEBUGGING},
      sentences = true)
  void everyCommandOfThePageOnDevelopingPrintsWhatItShows() throws Exception {
    Path project = Projects.example("hello", "developing");
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "triggers:\n- kafka: {topic: orders}\n- cronjob: {schedule: 0 3 * * *, payload: {keepDays: 30}}\n");
    Page page = Page.of(DEVELOPING);
    try (Reader reader =
        Reader.in(project, PORT)
            .here("http://127.0.0.1:8090", "http://…")
            .here("-Dkubeless.local -D", "-Dkubeless.local -Dkubeless.port=" + PORT + " -D")) {
      for (Page.Code code : page.code()) {
        if (code.text().contains("[INFO] reloaded")) {
          Projects.edit(project, HELLO, "\"hello \"", "\"bye \"");
          assertThat(call("Duke")).isEqualTo("bye Duke");
        }
        if (code.text().contains("The project does not compile:")) {
          Projects.edit(project, HELLO, "event.text();", "event.text()");
          String answer = call("Duke");
          code.text().lines().forEach(line -> assertThat(answer).contains(line));
        } else if (!code.inSentence() || List.of(BEGIN, DEBUGGING).contains(code.section())) {
          reader.read(page, code);
        }
      }
    }
  }

  @Test
  @Executes(value = IMAGES, sentences = true)
  void theImageOfThePageRunsInDocker() throws Exception {
    Cluster cluster = Cluster.namespace("it-images");
    Path project = Projects.example("hello", "images-page");
    Page page = Page.of(IMAGES);
    try (Reader reader =
        Reader.on(cluster, project, 18384)
            .environment("DOCKER_HOST", System.getenv("KUBELESS_IT_DOCKER"))
            .here("hello:1.0-SNAPSHOT", System.getenv("KUBELESS_REGISTRY") + "/hello:1.0-SNAPSHOT")
            // The daemon of the tests has no bridge.
            .here("-p 8080:8080", "--rm --network host --env FUNC_PORT=18386")) {
      reader.type(page);
      assertThat(
              Cluster.run(
                  Projects.ROOT.resolve("it/cluster/in").toString(),
                  "curl",
                  "-s",
                  "-d",
                  "Duke",
                  "http://127.0.0.1:18386/"))
          .isEqualTo("hello Duke");
    }
  }
}
