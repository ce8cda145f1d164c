package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The way from an empty directory to a deployed function, in the order in which a newcomer types
 * it.
 */
class ArchetypeIT {
  static final String GENERATE = "org.apache.maven.plugins:maven-archetype-plugin:3.4.1:generate";

  private static Path scaffold(Path directory, Maven maven) throws IOException {
    generate(maven, "com.acme", "hello", "-Dpackage=com.acme").succeeds();
    return directory.resolve("hello");
  }

  private static Maven.Result generate(
      Maven maven, String groupId, String artifactId, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                GENERATE,
                "-DarchetypeGroupId=io.kubeless",
                "-DarchetypeArtifactId=kubeless-function-archetype",
                "-DarchetypeVersion=" + System.getProperty("it.version"),
                "-DarchetypeCatalog=local",
                "-DgroupId=" + groupId,
                "-DartifactId=" + artifactId,
                "-Dversion=1.0-SNAPSHOT"));
    words.addAll(List.of(more));
    return maven.run(words.toArray(String[]::new));
  }

  @Test
  void everyArtifactIdIsAFunction() throws IOException {
    Path directory = Projects.empty("artifact-ids");
    String[][] names = {
      {"my.func", "my-func"}, {"Foo_Bar", "foo-bar"}, {"1st-func", "function-1st-func"}
    };
    for (String[] each : names) {
      Maven.Result generated = generate(Maven.in(directory), "com.acme", each[0]).succeeds();
      assertThat(generated.output())
          .doesNotContain("override")
          .contains(
              """
              Next:
                cd %s
                ./mvnw package        runs the test, and writes the manifests to target/kubeless/
                ./mvnw kubeless:run   starts the function on http://localhost:8080
              """
                  .formatted(each[0]));
      // its test is for JUnit 5 and 6
      Projects.edit(directory.resolve(each[0]), "pom.xml", "5.14.4", "6.1.3");
      Maven.Result made = Maven.in(directory.resolve(each[0])).run("test").succeeds();
      assertThat(made.output()).containsPattern("Tests run: 1, Failures: 0, Errors: 0");
      assertThat(made.lines("manifests ")).isEqualTo("manifests target/kubeless/" + each[1]);
    }
  }

  @Test
  void anInvalidPackageIsRefusedWithAValidOne() throws IOException {
    Path directory = Projects.empty("packages");
    assertThat(generate(Maven.in(directory), "my-org.2go", "hello2").fails().output())
        .contains(
            """
            'my-org.2go' is not a Java package
            [ERROR]   where: -DgroupId, which is the package when -Dpackage is not set
            [ERROR]   why:   each part must be a Java identifier: no dashes, no digit at its beginning, no keyword
            [ERROR]   do:    delete %s, and generate it again with -Dpackage=my_org._2go
            """
                .formatted(directory.resolve("hello2")));
    assertThat(
            generate(Maven.in(directory), "com.acme", "hello4", "-Dpackage=com.acme.new")
                .fails()
                .output())
        .contains("'com.acme.new' is not a Java package", "-Dpackage=com.acme.new_\n");
    generate(Maven.in(directory), "my-org.2go", "hello5", "-Dpackage=my_org._2go").succeeds();
    assertThat(directory.resolve("hello5/src/main/java/my_org/_2go/Hello.java")).exists();
  }

  private static String files(Path project) throws IOException {
    StringBuilder names = new StringBuilder();
    try (Stream<Path> walk = Files.walk(project)) {
      for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
        names.append(project.relativize(file)).append(Files.isExecutable(file) ? " *\n" : "\n");
      }
    }
    return names.toString();
  }

  @Test
  @OnCluster
  void theCommandsOfTheFirstGuideWork() throws Exception {
    Cluster cluster = Cluster.namespace("it-newcomer");
    Path directory = Projects.empty("newcomer");
    Path hello = scaffold(directory, Maven.in(directory));

    assertThat(files(hello))
        .isEqualTo(
            """
            .gitignore
            .mvn/wrapper/maven-wrapper.properties
            mvnw *
            mvnw.cmd
            pom.xml
            src/main/java/com/acme/Hello.java
            src/main/kubeless/function.yaml
            src/test/java/com/acme/HelloTest.java
            """);

    Maven.Result packaged =
        Maven.in(hello).environment("KUBECONFIG", "/dev/null").wrapper("package").succeeds();
    assertThat(packaged.output()).containsPattern("Tests run: 1, Failures: 0, Errors: 0");
    assertThat(packaged.lines("manifests ")).isEqualTo("manifests target/kubeless/hello");

    String[] deploy = {
      "kubeless:deploy",
      "-Dkubeless.namespace=it-newcomer",
      "-Dkubeless.image.base=" + Cluster.base()
    };
    // so that no other test names a registry
    Exclusive hosting = Exclusive.use("local-registry-hosting");
    Maven.Result early = Maven.in(hello).environment("KUBELESS_REGISTRY", "").run(deploy).fails();
    hosting.close();
    assertThat(early.error())
        .isEqualTo(
            """
            KUBELESS-101 No registry to push hello:1.0-SNAPSHOT to
              where: -Dkubeless.registry and KUBELESS_REGISTRY are unset, and so is the registry in pom.xml
              why:   the nodes of test (https://127.0.0.1:16443) must pull the image of hello from a registry
              do:    mvn kubeless:deploy -Dkubeless.registry=registry.acme.com/team""");
    assertThat(early.output()).doesNotContain("compile"); // nothing slow ran before

    String[] there = {deploy[0], deploy[1], deploy[2], "-Dkubeless.registry=127.0.0.1:5000/team"};
    Maven.Result deployed =
        Maven.in(hello).environment("KUBELESS_REGISTRY", "").run(there).succeeds();
    assertThat(transcript(deployed))
        .isEqualTo(
            """
            cluster   test / it-newcomer   target kubernetes   as admin
            image     127.0.0.1:5000/team/hello:1.0-SNAPSHOT@sha256:…   … pushed   … s
            apply     ServiceAccount Service Deployment +
            ready     1/1 in … s
            call      in cluster http://hello.it-newcomer:8080   from here: mvn kubeless:invoke -Dkubeless.namespace=it-newcomer -Dkubeless.data=Duke
            """);
    assertThat(invoke(hello)).contains("\nhello Duke\n");

    Projects.edit(hello, "src/main/java/com/acme/Hello.java", "\"hello \"", "\"goodbye \"");
    Maven.Result changed =
        Maven.in(hello).environment("KUBELESS_REGISTRY", "").run(there).succeeds();
    assertThat(changed.lines("apply  "))
        .isEqualTo("apply     Deployment ~   ServiceAccount Service =");
    cluster.awaitCall("hello", "Duke", "goodbye");
    assertThat(invoke(hello)).contains("\ngoodbye Duke\n");

    Maven.Result undeployed =
        Maven.in(hello).run("kubeless:undeploy", "-Dkubeless.namespace=it-newcomer").succeeds();
    assertThat(undeployed.lines("- ") + "\n" + undeployed.lines("deleted "))
        .contains(
            "- Deployment hello\n- Service hello\n- ServiceAccount hello",
            "deleted   3 objects of hello");
    assertThat(Maven.in(hello).run("kubeless:undeploy", deploy[1]).succeeds().output())
        .contains("hello is not deployed");
  }

  private static String invoke(Path project) throws IOException {
    return Maven.in(project)
        .run("kubeless:invoke", "-Dkubeless.namespace=it-newcomer", "-Dkubeless.data=Duke")
        .succeeds()
        .output();
  }

  /** Returns the output of the plugin, with variable parts replaced by three dots. */
  static String transcript(Maven.Result result) {
    StringBuilder lines = new StringBuilder();
    for (String line : result.output().lines().toList()) {
      String text = line.replaceFirst("^\\[INFO\\] ", "");
      if (text.matches("(cluster|image|apply|ready|call)   +.*") && !text.matches(".*\\d+ %")) {
        lines.append(
            text.replaceAll("sha256:[0-9a-f]{64}", "sha256:…")
                // layers that the registry has from another test are not uploaded
                .replaceAll("([0-9.]+ [kM]?B|nothing new) pushed", "… pushed")
                .replaceAll("\\d+\\.\\d s$", "… s"));
        lines.append('\n');
      }
    }
    return lines.toString();
  }

  @Test
  void aRepositoryOfACompanyIsSufficient() throws IOException {
    Path directory = Projects.empty("company");
    Path empty = Projects.empty("company-local-repository");
    // the served repositories contain everything that it needs
    scaffold(directory, Maven.in(directory));
    Path hello = directory.resolve("hello");
    Maven.in(hello).run("verify", "kubeless:build", "-Dkubeless.image.base=linked-jre").succeeds();
    Projects.delete(hello);

    scaffold(directory, Maven.in(directory).repository(empty).served());
    Maven.Result built =
        Maven.in(hello)
            .repository(empty)
            .served()
            .run("verify", "kubeless:build", "-Dkubeless.image.base=linked-jre")
            .succeeds();

    assertThat(built.output()).containsPattern("Tests run: 1, Failures: 0, Errors: 0");
    assertThat(hello.resolve("target/kubeless/hello/image.tar")).isNotEmptyFile();
    assertThat(empty.resolve("io/kubeless/kubeless-maven-plugin")).isDirectory();
  }
}
