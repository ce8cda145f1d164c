package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Images with a start-up archive, in a registry and in containers. */
@OnCluster
class ArchiveIT {
  private static final String BASE = "-Dkubeless.image.base=linked-jre";

  private static Path hello(String test, String greeting) throws IOException {
    Path hello = Projects.example("hello", test);
    Projects.edit(
        hello, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"" + greeting + " \"");
    return hello;
  }

  private static Maven maven(Path project) throws IOException {
    Maven maven = Maven.in(project);
    SmokeIT.jdk25().ifPresent(maven::java);
    return maven;
  }

  @Test
  void aContainerUsesItsArchiveAndACleanCheckoutKeepsTheDigest() throws IOException {
    Cluster cluster = Cluster.namespace("it-archive");
    String greeting = "hello" + System.nanoTime(); // the registry has no archive for it
    Path here = hello("archive/here", greeting);
    Maven.Result deployed =
        cluster
            .maven(maven(here), "kubeless:deploy", BASE, "-Dkubeless.image.archive=true")
            .succeeds();

    assertThat(deployed.lines("archive   ")).contains("recorded in");
    assertThat(cluster.call("hello", "Duke")).isEqualTo(greeting + " Duke");
    assertThat(cluster.kubectl("logs", "deployment/hello"))
        .contains("\"message\":\"the start-up archive is used\",\"archive\":\"used\"");
    String pod = cluster.kubectl("get", "pods", "-o", "jsonpath={.items[0].metadata.name}");
    assertThat(
            cluster.kubectl(
                "get",
                "--raw",
                "/api/v1/namespaces/it-archive/pods/" + pod.strip() + ":8081/proxy/metrics"))
        .contains("function_start_archive{state=\"used\"} 1\n");

    Path there = hello("archive/there/checkout", greeting);
    Maven.Result pushed =
        maven(there)
            .environment(
                "XDG_CACHE_HOME", Files.createDirectories(there.resolve("cache")).toString())
            .run("compile", "kubeless:push", BASE, "-Dkubeless.image.archive=true")
            .succeeds();
    assertThat(pushed.lines("archive   ")).contains("found in the registry");
    assertThat(digest(pushed)).isEqualTo(digest(deployed));
  }

  private static String digest(Maven.Result result) {
    return result.lines("image     ").replaceFirst("(?s).*@(sha256:[0-9a-f]{64}).*", "$1");
  }

  @Test
  void anInjectedAgentIsNamedInTheLog() throws IOException {
    Cluster cluster = Cluster.namespace("it-archive-agent");
    Path hello = hello("archive/agent", "hello");
    Projects.write(
        hello,
        "src/main/java/com/acme/Agent.java",
        "package com.acme; public final class Agent { public static void premain(String options) {} }");
    Projects.write(
        hello,
        "src/main/resources/META-INF/MANIFEST.MF",
        "Manifest-Version: 1.0\nPremain-Class: com.acme.Agent\n");
    Projects.write(
        hello,
        "src/main/kubeless/function.yaml",
        "env: {JAVA_TOOL_OPTIONS: '-javaagent:/function/app.jar'}\n"
            + "image: {base: linked-jre, archive: true, modules: [java.instrument]}\n");
    cluster
        .maven(maven(hello), "kubeless:deploy", BASE, "-Dkubeless.image.archive=true")
        .succeeds();

    assertThat(cluster.kubectl("logs", "deployment/hello"))
        .contains(
            "the start-up archive is not used: JAVA_TOOL_OPTIONS contains -javaagent:/function/app.jar")
        .contains("\"archive\":\"rejected\"");
  }

  @Test
  void anArchiveThatTheJvmRejectsFailsTheBuild() throws IOException {
    Path hello = hello("archive/rejected", "hello");
    Maven.Result failed =
        maven(hello)
            .run("compile", "kubeless:build", BASE, "-Dkubeless.image.archive=pom.xml")
            .fails();
    assertThat(failed.error())
        .contains("KUBELESS-480 The JVM rejects the start-up archive", "where: pom.xml");
  }
}
