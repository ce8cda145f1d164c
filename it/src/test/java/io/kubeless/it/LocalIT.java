package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A function on this machine, which {@code run} starts and {@code invoke} calls. */
class LocalIT {

  @Test
  void aFunctionRunsHereAnswersToTextFilesAndJsonAndEndsWithItsMaven() throws Exception {
    Path orders = Projects.example("orders", "local-orders");
    String port = "-Dkubeless.port=18180";
    try (Started run = Maven.in(orders).start("kubeless:run", port)) {
      run.awaitLine("running   ");
      Files.writeString(orders.resolve("book.json"), "{\"item\":\"book\",\"quantity\":2}");
      Maven.Result created =
          Maven.in(orders)
              .run(
                  "kubeless:invoke",
                  "-Dkubeless.local",
                  port,
                  "-Dkubeless.path=orders",
                  "-Dkubeless.file=book.json")
              .succeeds();
      assertThat(created.output())
          .containsPattern(
              "(?m)^\\{\"id\":\"[-0-9a-f]{36}\",\"item\":\"book\",\"quantity\":2,\"accepted\":\"[^\"]+\"\\}$")
          .contains("status    200"); // a call is an event, as in the cluster

      Files.writeString(orders.resolve("order.json"), "{\"item\":\"book\",\"quantity\":0}");
      Maven.Result refused =
          Maven.in(orders)
              .run("kubeless:invoke", "-Dkubeless.local", port, "-Dkubeless.file=order.json")
              .fails();
      assertThat(refused.output()).contains("\"detail\":\"quantity must be 1 or more\"");
      assertThat(refused.error())
          .isEqualTo(
              """
              KUBELESS-419 The function responded with status 400
                where: POST http://localhost:18180/
                why:   the response is printed above
                do:    correct the request""");

      Maven.Result text =
          Maven.in(orders)
              .run("kubeless:invoke", "-Dkubeless.local", port, "-Dkubeless.data=nonsense")
              .fails();
      assertThat(text.output()).contains("the body is not JSON for Order, line 1, column");
    }
    assertThat(Maven.in(orders).run("kubeless:invoke", "-Dkubeless.local", port).fails().error())
        .isEqualTo(
            """
            KUBELESS-418 No function is running on this machine
              where: http://localhost:18180/
              why:   the connection was refused
              do:    start it in another terminal: mvn kubeless:run""");
  }

  @Test
  void aFunctionThatCannotStartReportsTheReason() throws Exception {
    Path project = Projects.example("config-secrets", "local-secrets");
    Maven.Result failed = Maven.in(project).run("kubeless:run", "-Dkubeless.port=18181").fails();
    assertThat(failed.output()).doesNotContain("running   ");
    assertThat(failed.error())
        .isEqualTo(
            """
            KUBELESS-405 The Secret signing is missing
              where: -Dkubeless.secretsDirectory
              why:   it is unset, and the function mounts the Secret
              do:    mkdir -p secrets/signing, write a file for each key into it, and run with -Dkubeless.secretsDirectory=secrets""");

    Files.createDirectories(project.resolve("secrets/signing"));
    Maven.Result empty =
        Maven.in(project)
            .run("kubeless:run", "-Dkubeless.port=18181", "-Dkubeless.secretsDirectory=secrets")
            .fails();
    assertThat(empty.output()).doesNotContain("running   ");
    assertThat(empty.error())
        .contains("KUBELESS-420 The function cannot start (exit code 70)")
        .contains("the Secret signing has no key");

    Projects.write(project, "secrets/signing/key", "k");
    try (Started run =
        Maven.in(project)
            .start(
                "kubeless:run", "-Dkubeless.port=18181", "-Dkubeless.secretsDirectory=secrets")) {
      run.awaitLine("running   ");
      assertThat(
              Maven.in(project)
                  .run(
                      "kubeless:invoke",
                      "-Dkubeless.local",
                      "-Dkubeless.port=18181",
                      "-Dkubeless.data=Duke")
                  .succeeds()
                  .output())
          .contains("Hello, Duke (");
    }
  }
}
