package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The plugin with unusual POMs, reactors and command lines. These tests need no cluster. */
class PomIT {
  private static final String PLUGIN =
      "<artifactId>kubeless-maven-plugin</artifactId>\\s*<version>[^<]*</version>";
  private static final String API =
      "<artifactId>kubeless-function-api</artifactId>\\s*<version>[^<]*</version>";

  private static Maven maven(Path project) {
    return Maven.in(project)
        .environment("KUBECONFIG", "/dev/null")
        .environment("KUBELESS_REGISTRY", "");
  }

  private static Path configured(String test, String configuration) throws IOException {
    Path hello = Projects.example("hello", test);
    Projects.insertAfter(
        hello,
        "pom.xml",
        PLUGIN,
        "\n        <configuration>\n" + configuration + "        </configuration>");
    return hello;
  }

  @Test
  void theBomGivesTheVersionsOfTheLibraries() throws IOException {
    Path hello = Projects.example("hello", "pom-bom");
    for (String library : List.of("api", "testing")) {
      Projects.replace(
          hello,
          "pom.xml",
          "(<artifactId>kubeless-function-%s</artifactId>)\\s*<version>[^<]*</version>"
              .formatted(library),
          "$1");
    }
    Projects.replace(
        hello,
        "pom.xml",
        "</properties>",
        """
        </properties>
          <dependencyManagement>
            <dependencies>
              <dependency>
                <groupId>io.kubeless</groupId>
                <artifactId>kubeless-function-bom</artifactId>
                <version>\\${kubeless-maven.version}</version>
                <type>pom</type>
                <scope>import</scope>
              </dependency>
            </dependencies>
          </dependencyManagement>
        """);

    Maven.Result packaged = maven(hello).run("package").succeeds();

    assertThat(packaged.output()).containsPattern("Tests run: 1, Failures: 0, Errors: 0");
  }

  @Test
  void configPrintsEveryValueWithItsOriginAndTheCommandLineWinsOverALiteral() throws IOException {
    Path hello =
        configured(
            "pom-config",
            "          <memory>512Mi</memory>\n          <cpu>250m</cpu>\n          <env>\n"
                + "            <ZONE>Berlin</ZONE>\n          </env>\n          <triggers>\n"
                + "            <trigger><http><path>/a</path></http></trigger>\n          </triggers>\n"
                + "          <image><base>linked-jre</base></image>\n");
    Projects.write(hello, "src/main/kubeless/function.yaml", "timeout: 30s\n");

    Maven.Result printed =
        maven(hello)
            .run("kubeless:config", "-Dkubeless.cpu=300m", "-Dkubeless.image.architecture=amd64")
            .succeeds();

    String lines = printed.output().substring(printed.output().indexOf("# com.acme:hello hello"));
    assertThat(lines.substring(0, lines.indexOf("[INFO] ----")).replaceAll("(?m)^\\[INFO\\] ", ""))
        .isEqualTo(
            """
            # com.acme:hello hello
            cpu: 300m                           # -Dkubeless.cpu
            env.ZONE: Berlin                    # pom.xml:55
            handler: com.acme.Hello             # default
            image.architecture: amd64           # -Dkubeless.image.architecture
            image.base: linked-jre              # pom.xml:60
            image.name: hello:1.0-SNAPSHOT      # default
            memory: 512Mi                       # pom.xml:52
            name: hello                         # default
            timeout: 30s                        # src/main/kubeless/function.yaml:1:10
            triggers: [{"http":{"path":"/a"}}]  # pom.xml:57
            """);
  }

  @Test
  void configurationOfAnExecutionIsRefusedBecauseTheCommandLineWouldNotSeeIt() throws IOException {
    Path hello = Projects.example("hello", "pom-execution");
    Projects.insertAfter(
        hello,
        "pom.xml",
        "</goals>",
        "\n            <configuration>\n              <memory>64Mi</memory>\n"
            + "            </configuration>");
    assertThat(maven(hello).run("process-classes").fails().error())
        .isEqualTo(
            """
            KUBELESS-312 <memory> is set in an <execution>
              where: pom.xml:57 execution default
              why:   goals on the command line do not read the configuration of an execution
              do:    move it to the plugin's own <configuration>""");
  }

  @Test
  void anUnknownPropertyStopsTheBuildWithTheNearestKnownOne() throws IOException {
    Path hello = Projects.example("hello", "pom-property");
    assertThat(maven(hello).run("process-classes", "-Dkubeless.memroy=1Gi").fails().error())
        .isEqualTo(
            """
            KUBELESS-311 Unknown property kubeless.memroy
              where: -Dkubeless.memroy
              why:   the nearest known property is kubeless.memory
              do:    write -Dkubeless.memory""");
  }

  @Test
  void aSkippedGoalDoesNothing() throws IOException {
    Path hello = Projects.example("hello", "pom-skip");
    maven(hello).run("process-classes", "-Dkubeless.skip").succeeds();
    assertThat(hello.resolve("target/kubeless")).doesNotExist();
    maven(hello).run("process-classes", "-Dkubeless.generate.skip").succeeds();
    assertThat(hello.resolve("target/kubeless")).doesNotExist();
    maven(hello).run("process-classes").succeeds();
    assertThat(hello.resolve("target/kubeless/hello/kubernetes/deployment.yaml")).exists();
  }

  @Test
  void aMissingHandlerIsReportedUnlessOtherModulesHaveFunctions() throws IOException {
    Path hello = Projects.example("hello", "pom-no-handler");
    Projects.write(
        hello, "src/main/java/com/acme/Hello.java", "package com.acme;\nclass Hello {}\n");
    assertThat(maven(hello).run("process-classes").fails().error().replace(hello.toString(), "."))
        .isEqualTo(
            """
            KUBELESS-201 No handler found
              where: ./target/classes
              why:   its only class does not implement io.kubeless.function.Handler
              do:    write a class: public final class Hello implements Handler<Event, Context>""");

    Path shop = Projects.project("reactor", "pom-reactor");
    Maven.Result generated = maven(shop).run("process-classes", "kubeless:generate").succeeds();
    assertThat(generated.lines("manifests "))
        .isEqualTo("manifests target/kubeless/first\nmanifests target/kubeless/second");
  }

  @Test
  void aGoalForOneFunctionDoesNotChooseAmongTwo() throws IOException {
    Path shop = Projects.project("reactor", "pom-two");
    assertThat(maven(shop).run("kubeless:run").fails().error())
        .isEqualTo(
            """
            KUBELESS-309 This goal requires one function
              where: the reactor has first, second
              do:    name its class: -Dkubeless.handler=com.acme.First, or its module: -pl <module>""");
  }

  @Test
  void thePackagedJarIsUsedIfConfiguredAndMustExist() throws IOException {
    Path hello = Projects.example("hello", "pom-packaged");
    String[] build = {
      "kubeless:build", "-Dkubeless.image.jar=packaged", "-Dkubeless.image.base=linked-jre"
    };
    maven(hello).run("compile").succeeds();
    assertThat(maven(hello).run(build).fails().error())
        .isEqualTo(
            """
            KUBELESS-113 The jar of hello is missing
              where: <image><jar>packaged</jar>
              why:   goals on the command line fork a build that ends before the phase package
              do:    mvn package kubeless:deploy""");
    maven(hello).run("package", "-DskipTests", build[0], build[1], build[2]).succeeds();
    assertThat(hello.resolve("target/kubeless/hello/image/app.jar"))
        .hasSameBinaryContentAs(hello.resolve("target/hello-1.0-SNAPSHOT.jar"));
  }

  @Test
  void aPackagedJarWithAClassifierIsReportedAsTheCause() throws IOException {
    Path hello = Projects.example("hello", "pom-classified");
    Projects.edit(
        hello,
        "pom.xml",
        "    <plugins>\n",
        """
            <plugins>
              <plugin>
                <groupId>org.apache.maven.plugins</groupId>
                <artifactId>maven-jar-plugin</artifactId>
                <configuration><classifier>exec</classifier></configuration>
              </plugin>
        """);
    assertThat(
            maven(hello)
                .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.jar=packaged")
                .fails()
                .error()
                .replace(hello.toString(), "."))
        .isEqualTo(
            """
            KUBELESS-113 hello has no jar without a classifier
              where: <image><jar>packaged</jar>
              why:   package created only ./target/hello-1.0-SNAPSHOT-exec.jar, and the image requires the main jar
              do:    remove the <classifier> of maven-jar-plugin, or remove <image><jar>packaged</jar>""");
  }

  @Test
  void theProjectsOwnJacksonIsInTheImage() throws IOException {
    Path orders = Projects.example("orders", "pom-jackson");
    dependency(orders, "jackson-databind", "2.19.2");
    maven(orders)
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    String classPath = Files.readString(orders.resolve("target/kubeless/orders/image/jvm.args"));
    assertThat(
            Arrays.stream(classPath.split("[:\"\n]"))
                .filter(entry -> entry.contains("jackson"))
                .map(entry -> entry.replaceFirst(".*/", "")))
        .containsExactlyInAnyOrder(
            "com.fasterxml.jackson.core.jackson-databind-2.19.2.jar",
            "com.fasterxml.jackson.core.jackson-core-2.19.2.jar",
            "com.fasterxml.jackson.core.jackson-annotations-2.19.2.jar",
            "com.fasterxml.jackson.datatype.jackson-datatype-jdk8-2.19.2.jar",
            "com.fasterxml.jackson.datatype.jackson-datatype-jsr310-2.19.2.jar");
  }

  @Test
  void jacksonOfTwoMinorVersionsIsRefusedWithBothPaths() throws IOException {
    Path orders = Projects.example("orders", "pom-jackson-mixed");
    dependency(orders, "jackson-databind", "2.19.2");
    dependency(orders, "jackson-core", "2.18.4");
    assertThat(maven(orders).run("process-classes", "kubeless:validate").fails().error())
        .isEqualTo(
            """
            KUBELESS-210 Jackson of two minor versions
              where: jackson-core:2.18.4
                     jackson-databind:2.19.2
              why:   JSON binding needs one Jackson, 2.15 or later
              do:    import com.fasterxml.jackson:jackson-bom in <dependencyManagement>""");
  }

  private static void dependency(Path project, String artifactId, String version)
      throws IOException {
    Projects.insertAfter(
        project,
        "pom.xml",
        "<dependencies>",
        "\n    <dependency>\n      <groupId>com.fasterxml.jackson.core</groupId>\n"
            + "      <artifactId>"
            + artifactId
            + "</artifactId>\n      <version>"
            + version
            + "</version>\n    </dependency>");
  }

  @Test
  void aFunctionWithoutJsonHasNoJacksonInItsImage() throws IOException {
    Path hello = Projects.example("hello", "pom-plain");
    maven(hello)
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    assertThat(Files.readString(hello.resolve("target/kubeless/hello/image/jvm.args")))
        .isEqualTo(
            """
            -XX:+ExitOnOutOfMemoryError
            -XX:+UseSerialGC
            -XX:SurvivorRatio=2
            -cp
            "app.jar:lib/io.kubeless.kubeless-function-api-1.0.0-SNAPSHOT.jar:lib/io.kubeless.kubeless-function-runtime-1.0.0-SNAPSHOT.jar"
            """);
    try (ZipFile jar = new ZipFile(hello.resolve("target/kubeless/hello/image/app.jar").toFile())) {
      assertThat(jar.stream().map(Object::toString)).contains("com/acme/Hello.class");
    }
  }

  @Test
  void deployReportsAMissingClusterBeforeItCompiles() throws IOException {
    Path hello = Projects.example("hello", "pom-no-cluster");
    Maven.Result failed = maven(hello).run("kubeless:deploy").fails();
    assertThat(failed.error())
        .isEqualTo(
            """
            KUBELESS-105 No cluster is configured
              where: /dev/null
              why:   there is no kubeconfig, or it is empty
              do:    set KUBECONFIG; mvn kubeless:run requires no cluster""");
    assertThat(hello.resolve("target/classes")).doesNotExist();
  }

  @Test
  void aSiblingsClassifiedJarThatIsNotPackedYetIsRefused() throws IOException {
    Path shop = Projects.project("reactor", "pom-classifier");
    Projects.write(
        shop, "model/src/test/java/com/acme/Fixture.java", "package com.acme;\nclass Fixture {}\n");
    Projects.insertAfter(
        shop,
        "second/pom.xml",
        "<dependencies>",
        "\n    <dependency>\n      <groupId>com.acme</groupId>\n      <artifactId>model</artifactId>\n"
            + "      <version>${project.version}</version>\n      <type>test-jar</type>\n"
            + "    </dependency>");
    assertThat(
            maven(shop)
                .run("test-compile", "kubeless:validate")
                .fails()
                .error()
                .replace(shop.toString(), "."))
        .isEqualTo(
            """
            KUBELESS-112 The jar of com.acme:model:jar:tests:1.0-SNAPSHOT is not packaged yet
              where: ./model/target/test-classes
              why:   Maven resolves it to the class directory, which lacks what the classifier selects
              do:    mvn package kubeless:deploy""");
  }

  @Test
  void anAccountThatCannotWriteACacheBuildsWithoutACache() throws IOException {
    Path hello = Projects.example("hello", "pom-homeless");
    maven(hello)
        .environment("XDG_CACHE_HOME", "/dev/null/cache")
        .run("package", "-DskipTests", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    assertThat(hello.resolve("target/kubeless/cache")).isNotEmptyDirectory();
  }

  /** Returns a copy of the tests' repository. It is cheap, because its files are links. */
  private static Path repository(String test) throws IOException {
    Path copy = Projects.empty(test).resolve("repository");
    Cluster.run("cp", "-al", System.getProperty("it.repository"), copy.toString());
    return copy;
  }

  @Test
  void aRuntimeThatCannotBeResolvedIsReportedWithTheMissingArtifacts() throws IOException {
    Path orders = Projects.example("orders", "pom-unresolved");
    Projects.delete(orders.resolve("src/test")); // tests need the artifact, too, before the plugin
    Projects.replace(
        orders,
        "pom.xml",
        "<dependency>\\s*<groupId>io.kubeless</groupId>\\s*<artifactId>kubeless-function-testing"
            + "</artifactId>(?s:.*?)</dependency>",
        "");
    String[] build = {"-o", "package", "-DskipTests", "kubeless:build"};
    maven(orders).run(build[1], build[2]).succeeds();
    Path repository = repository("pom-unresolved-repository");
    Projects.delete(repository.resolve("io/kubeless/kubeless-function-json"));
    Maven.Result failed = maven(orders).repository(repository).run(build).fails();
    assertThat(failed.error())
        .isEqualTo(
            """
            KUBELESS-111 The class path of orders cannot be resolved
              where: the dependencies in pom.xml, and io.kubeless:kubeless-function-runtime:1.0.0-SNAPSHOT
              why:   Could not find artifact io.kubeless:kubeless-function-json:jar:1.0.0-SNAPSHOT
              do:    build once without -o""");
  }

  @Test
  void anApiThatIsNewerThanThePluginIsRefused() throws IOException {
    Path hello = Projects.example("hello", "pom-newer");
    Path repository = repository("pom-newer-repository");
    Path api = repository.resolve("io/kubeless/kubeless-function-api");
    Files.createDirectories(api.resolve("99.0.0"));
    Files.copy(
        Projects.ROOT.resolve("function-api/target/kubeless-function-api-1.0.0-SNAPSHOT.jar"),
        api.resolve("99.0.0/kubeless-function-api-99.0.0.jar"));
    Projects.write(
        api,
        "99.0.0/kubeless-function-api-99.0.0.pom",
        "<project><modelVersion>4.0.0</modelVersion><groupId>io.kubeless</groupId>"
            + "<artifactId>kubeless-function-api</artifactId><version>99.0.0</version></project>");
    Projects.replace(
        hello,
        "pom.xml",
        API,
        "<artifactId>kubeless-function-api</artifactId><version>99.0.0</version>");
    assertThat(
            maven(hello)
                .repository(repository)
                .run("package", "-DskipTests", "kubeless:build")
                .fails()
                .error())
        .isEqualTo(
            """
            KUBELESS-209 kubeless-function-api 99.0.0 is newer than the plugin
              where: pom.xml of hello
              why:   the image contains the runtime of the plugin's version, 1.0.0-SNAPSHOT
              do:    use kubeless-maven-plugin 99.0.0""");
  }

  @Test
  void aMissingDockerDaemonIsReported() throws IOException {
    Path hello = Projects.example("hello", "pom-docker");
    Maven.Result failed =
        maven(hello)
            .environment("DOCKER_HOST", "unix:///nowhere/docker.sock")
            .run(
                "package",
                "-DskipTests",
                "kubeless:build",
                "-Dkubeless.build.to=docker",
                "-Dkubeless.image.base=linked-jre")
            .fails();
    assertThat(failed.error())
        .startsWith(
            """
            KUBELESS-110 The image cannot be loaded into the Docker daemon
              where: hello:1.0-SNAPSHOT
              why:  \s""")
        .endsWith("do:    start Docker, or build a tar with mvn kubeless:build");
  }

  @Test
  void helpListsEveryGoal() throws IOException {
    Path hello = Projects.example("hello", "pom-help");
    assertThat(maven(hello).run("kubeless:help").succeeds().output())
        .contains("kubeless:generate", "kubeless:deploy", "kubeless:invoke", "kubeless:undeploy");
  }

  @Test
  void helpOutsideAProjectListsTheParametersThatAGoalUsesAndNoOther() throws IOException {
    Maven.Result help =
        maven(Projects.empty("pom-help-outside"))
            .run(
                "io.kubeless:kubeless-maven-plugin:1.0.0-SNAPSHOT:help",
                "-Ddetail",
                "-Dgoal=invoke")
            .succeeds();
    assertThat(help.output().lines().filter(line -> line.contains("User property: kubeless.")))
        .map(line -> line.replaceFirst(".*User property: kubeless.", ""))
        .contains("context", "data", "file", "local", "name", "namespace", "path", "port")
        .doesNotContain("adopt", "cpu", "memory", "registry", "restart", "target", "wait");
  }

  @Test
  void anInvalidPathIsReportedInFourPartsAndNothingIsCalled() throws IOException {
    Path hello = Projects.example("hello", "pom-path");
    assertThat(maven(hello).run("kubeless:invoke", "-Dkubeless.path=/a^b").fails().error())
        .isEqualTo(
            """
            KUBELESS-302 kubeless.path is not valid: /a^b
              where: -Dkubeless.path
              why:   a path and query of a URL are expected, with other characters percent-encoded
              do:    -Dkubeless.path=/a%20b""");
  }

  @Test
  void aPropertyThatThePomUsesIsNotUnknown() throws IOException {
    Path hello = Projects.example("hello", "pom-version-property");
    Projects.edit(hello, "pom.xml", "kubeless-maven.version", "kubeless.version");
    maven(hello).run("process-classes", "-Dkubeless.version=1.0.0-SNAPSHOT").succeeds();
    assertThat(hello.resolve("target/kubeless/hello/kubernetes/deployment.yaml")).exists();
  }
}
