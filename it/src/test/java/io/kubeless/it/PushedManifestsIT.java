package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Manifests of several functions with triggers, which are applied without their project. */
@OnCluster
class PushedManifestsIT {
  private static final String PLUGIN = "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:";

  private static void function(Path project, String name, String triggers) throws IOException {
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    Projects.write(
        project,
        "src/main/java/com/acme/" + type + ".java",
        """
        package com.acme;

        import io.kubeless.function.*;

        public final class %s implements Handler<Event, Context> {
          @Override
          public String handle(Event event, Context context) {
            return context.functionName();
          }
        }
        """
            .formatted(type));
    Projects.write(
        project, "src/main/kubeless/" + name + "/function.yaml", "triggers: [" + triggers + "]\n");
  }

  private static Path project() throws IOException {
    Path project = Projects.example("hello", "pushed");
    Projects.delete(project.resolve("src"));
    Projects.write(
        project,
        "src/main/kubeless/function.yaml",
        "memory: 192Mi\nimage: {base: %s}\n".formatted(Cluster.base()));
    function(
        project,
        "orders",
        "{http: {host: orders.acme.com, route: auto}}, {kafka: {topic: orders, servers: 'localhost:9'}}");
    function(
        project,
        "thumbs",
        "{http: {host: thumbs.acme.com}}, {nats: {subject: images, mode: core, servers: 'nats://localhost:9'}}");
    function(project, "nightly", "{cronjob: {schedule: '@yearly'}}");
    return project;
  }

  private static void push(Path project) throws IOException {
    Maven.in(project)
        .environment("KUBECONFIG", "/dev/null")
        .run("package", "-DskipTests", "kubeless:push", "-Dkubeless.image.architecture=amd64")
        .succeeds();
  }

  private static Maven.Result run(String goal, Path manifests, Cluster cluster, String... more)
      throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                PLUGIN + goal,
                "-Dkubeless.manifests=" + manifests,
                "-Dkubeless.namespace=" + cluster.name()));
    words.addAll(List.of(more));
    return Maven.in(Projects.empty("pushed-nowhere")).run(words.toArray(String[]::new));
  }

  @Test
  void severalFunctionsWithTriggersAreComparedAndAppliedFromADirectory() throws IOException {
    Cluster cluster = Cluster.namespace("it-pushed");
    Path project = project();
    push(project);
    Path directory = project.resolve("target/kubeless");

    Maven.Result fresh = run("diff", directory, cluster);
    assertThat(fresh.exitCode()).isEqualTo(2);
    assertThat(fresh.output()).contains("BUILD FAILURE", "KUBELESS-433");
    assertThat(run("diff", directory, cluster, "-fn").exitCode()).isZero();
    assertThat(fresh.lines("diff  "))
        .isEqualTo(
            """
            diff      ServiceAccount Service Deployment CronJob +
            diff      ServiceAccount Service Deployment Ingress +
            diff      ServiceAccount Service Deployment Ingress +""");
    assertThat(fresh.lines("    schedule: ")).isEqualTo("      schedule: '@yearly'");
    assertThat(cluster.versions()).isEmpty();

    Maven.Result applied = run("apply", directory, cluster).succeeds();
    assertThat(applied.lines("apply  "))
        .isEqualTo(fresh.lines("diff  ").replace("diff  ", "apply "));
    assertThat(applied.lines("ready  ").lines()).hasSize(3);
    assertThat(cluster.awaitCall("thumbs", "", "thumbs")).isEqualTo("thumbs");
    assertThat(
            cluster.kubectl(
                "get",
                "deployment",
                "orders",
                "-o",
                "jsonpath={.spec.template.spec.containers[0].env}"))
        .contains("\"name\":\"KUBELESS_KAFKA_0_TOPIC\",\"value\":\"orders\"");
    assertThat(
            run("diff", project.resolve("target/kubeless.zip"), cluster).succeeds().lines("diff  "))
        .doesNotContain("+", "~", "- ");
    String versions = cluster.versions();
    run("apply", project.resolve("target/kubeless.zip"), cluster).succeeds();
    assertThat(cluster.versions()).isEqualTo(versions);

    RoutesIT.gateway(cluster);
    for (String goal : List.of("apply", "diff")) {
      assertThat(run(goal, directory, cluster).fails().error())
          .isEqualTo(
              """
              KUBELESS-496 The manifests of orders contain an Ingress for orders.acme.com/, and this cluster has a Gateway for it
                where: namespace it-pushed (context test)
                why:   route is auto, and deploy would choose the Gateway it-pushed/public; manifests are pushed without knowledge of the cluster
                do:    write gateway: it-pushed/public, or route: ingress, and push again: mvn kubeless:push""");
    }
    assertThat(cluster.versions()).isEqualTo(versions);
    cluster.kubectl("delete", "gateway", "public");

    function(project, "orders", "{http: {host: orders.acme.com}}");
    Projects.delete(project.resolve("src/main/kubeless/nightly"));
    Projects.delete(project.resolve("src/main/java/com/acme/Nightly.java"));
    Projects.delete(project.resolve("target"));
    push(project);
    Maven.Result second = run("apply", directory, cluster).succeeds();
    assertThat(second.output())
        .contains(
            "The function nightly is still deployed in it-pushed, and com.acme:hello no longer has it.");
    assertThat(second.lines("apply  ").lines()).first().asString().contains("Deployment ~");
  }

  @Test
  void theSameManifestsAreAppliedForTargetKubeless() throws IOException {
    Exclusive resources = Exclusive.use("kubeless.io");
    try {
      KubelessTargetIT.serve();
      Cluster cluster = Cluster.namespace("it-pushed-kubeless");
      Path project = project();
      Projects.delete(project.resolve("target"));
      push(project);
      Path directory = project.resolve("target/kubeless");
      String[] options = {"-Dkubeless.target=kubeless", "-Dkubeless.wait=0"};

      run("apply", directory, cluster, options).succeeds();

      assertThat(
              cluster
                  .kubectl(
                      "get",
                      "functions.kubeless.io,httptriggers.kubeless.io,cronjobtriggers.kubeless.io,kafkatriggers.kubeless.io,natstriggers.kubeless.io",
                      "-o",
                      "name")
                  .lines()
                  .map(line -> line.replace(".kubeless.io", ""))
                  .collect(Collectors.toList()))
          .containsExactlyInAnyOrder(
              "function/orders",
              "function/thumbs",
              "function/nightly",
              "httptrigger/orders",
              "httptrigger/thumbs",
              "cronjobtrigger/nightly",
              "kafkatrigger/orders.orders",
              "natstrigger/thumbs.images");
      assertThat(
              run("diff", directory, cluster, "-Dkubeless.target=kubeless")
                  .succeeds()
                  .lines("diff  "))
          .doesNotContain("+", "~");
    } finally {
      resources.close();
    }
  }
}
