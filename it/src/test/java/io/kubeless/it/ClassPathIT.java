package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** Compares the class path of images with Maven's own, for projects with unusual POMs. */
class ClassPathIT {
  private static final String DEPENDENCY_PLUGIN =
      "org.apache.maven.plugins:maven-dependency-plugin:3.9.0:build-classpath";
  private static final String OURS = "io.kubeless.kubeless-function-";
  private static final String VERSION = System.getProperty("it.version");
  private static final String API = dependency("io.kubeless:kubeless-function-api:" + VERSION);

  /** The two parts of a module's POM that vary. */
  private record Pom(String dependencies, String managed) {}

  private static final Map<String, Pom> MODULES = new LinkedHashMap<>();

  static {
    module("exclusion", API + dependency("lib.one:top:1", exclusion("lib.one", "deep")));
    module("excluded-all", API + dependency("lib.one:top:1", exclusion("*", "*")));
    module(
        "managed-exclusion",
        API + dependency("lib.one:far:1"),
        dependency("lib.one:top:1", exclusion("lib.one", "deep")));
    module(
        "managed-scope",
        API + dependency("lib.one:far:1"),
        dependency("lib.one:deep:1", "<scope>provided</scope>"));
    module("managed-version", API + dependency("lib.one:far:1"), dependency("lib.one:deep:2"));
    module(
        "provided-and-transitive",
        API
            + dependency("lib.one:far:1")
            + dependency("lib.one:deep:1", "<scope>provided</scope>"));
    module(
        "test-and-transitive",
        API + dependency("lib.one:far:1") + dependency("lib.one:deep:1", "<scope>test</scope>"));
    module(
        "runtime-first",
        dependency("lib.one:deep:2", "<scope>runtime</scope>") + dependency("lib.one:far:1") + API);
    module("optional", API + dependency("lib.one:top:1", "<optional>true</optional>"));
    module("optional-beyond", API + dependency("lib.one:shy:1"));
    module(
        "classifier",
        API
            + dependency("lib.one:deep:1")
            + dependency("lib.one:deep:1", "<classifier>extra</classifier>"));
    module("range", API + dependency("lib.one:deep:[1,2)"));
    module(
        "bom",
        API + "<dependency><groupId>lib.one</groupId><artifactId>top</artifactId></dependency>",
        dependency("lib.one:bom:1", "<type>pom</type><scope>import</scope>"));
    module("same-name", API + dependency("lib:one.client:1") + dependency("lib.one:client:1"));
    module("relocated", API + dependency("lib.old:top:1"));
    module("pom-type", API + dependency("lib.one:group:1", "<type>pom</type>"));
    module(
        "api-provided",
        dependency("io.kubeless:kubeless-function-api:" + VERSION, "<scope>provided</scope>")
            + dependency("lib.one:top:1"));
    module("sibling", API + dependency("com.acme:optional:1"));
  }

  private static void module(String name, String dependencies) {
    module(name, dependencies, "");
  }

  private static void module(String name, String dependencies, String managed) {
    MODULES.put(name, new Pom(dependencies, managed));
  }

  private static String dependency(String coordinates, String... more) {
    String[] parts = coordinates.split(":", 3);
    return "<dependency><groupId>"
        + parts[0]
        + "</groupId><artifactId>"
        + parts[1]
        + "</artifactId><version>"
        + parts[2]
        + "</version>"
        + String.join("", more)
        + "</dependency>";
  }

  private static String exclusion(String groupId, String artifactId) {
    return "<exclusions><exclusion><groupId>"
        + groupId
        + "</groupId><artifactId>"
        + artifactId
        + "</artifactId></exclusion></exclusions>";
  }

  private static String pom(String coordinates, String packaging, String content) {
    String[] parts = coordinates.split(":", 3);
    return "<project><modelVersion>4.0.0</modelVersion><groupId>"
        + parts[0]
        + "</groupId><artifactId>"
        + parts[1]
        + "</artifactId><version>"
        + parts[2]
        + "</version><packaging>"
        + packaging
        + "</packaging>"
        + content
        + "</project>";
  }

  private static void jar(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.finish();
    }
  }

  /** Installs an artifact. With the packaging {@code pom} it has no jar. */
  private static void install(Path repository, String coordinates, String packaging, String content)
      throws IOException {
    String[] parts = coordinates.split(":", 3);
    String directory = parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2] + "/";
    String file = directory + parts[1] + "-" + parts[2];
    Projects.write(repository, file + ".pom", pom(coordinates, packaging, content));
    if (packaging.equals("jar")) {
      jar(repository.resolve(file + ".jar"));
    }
  }

  private static String dependencies(String... each) {
    return "<dependencies>" + String.join("", each) + "</dependencies>";
  }

  private static Path repository() throws IOException {
    Path repository = Projects.empty("class-path-repository").resolve("repository");
    Cluster.run("cp", "-al", System.getProperty("it.repository"), repository.toString());
    install(repository, "lib.one:deep:1", "jar", "");
    install(repository, "lib.one:deep:1.5", "jar", "");
    install(repository, "lib.one:deep:2", "jar", "");
    jar(repository.resolve("lib/one/deep/1/deep-1-extra.jar"));
    Projects.write(
        repository,
        "lib/one/deep/maven-metadata-local.xml",
        "<metadata><groupId>lib.one</groupId><artifactId>deep</artifactId><versioning><versions>"
            + "<version>1</version><version>1.5</version><version>2</version></versions>"
            + "</versioning></metadata>");
    install(
        repository,
        "lib.one:top:1",
        "jar",
        dependencies(dependency("lib.one:deep:1"), dependency("lib.one:client:1")));
    install(repository, "lib.one:far:1", "jar", dependencies(dependency("lib.one:top:1")));
    install(
        repository,
        "lib.one:shy:1",
        "jar",
        dependencies(dependency("lib.one:deep:1", "<optional>true</optional>")));
    install(repository, "lib.one:client:1", "jar", "");
    install(repository, "lib:one.client:1", "jar", "");
    install(
        repository,
        "lib.one:bom:1",
        "pom",
        "<dependencyManagement>"
            + dependencies(dependency("lib.one:top:1"), dependency("lib.one:deep:1.5"))
            + "</dependencyManagement>");
    install(repository, "lib.one:group:1", "pom", dependencies(dependency("lib.one:top:1")));
    install(
        repository,
        "lib.old:top:1",
        "pom",
        "<distributionManagement><relocation><groupId>lib.one</groupId></relocation>"
            + "</distributionManagement>");
    return repository;
  }

  private static final String PLUGINS =
      """
      <properties><maven.compiler.release>17</maven.compiler.release></properties>
      <build><plugins>
        <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
        <plugin><groupId>io.kubeless</groupId><artifactId>kubeless-maven-plugin</artifactId>
          <version>%s</version></plugin>
      </plugins></build>
      """
          .formatted(VERSION);

  private static void function(Path project, String content) throws IOException {
    Projects.write(project, "pom.xml", content);
    Projects.write(
        project,
        "src/main/java/com/acme/Hello.java",
        """
        package com.acme;

        import io.kubeless.function.*;

        public final class Hello implements Handler<Event, Context> {
          @Override
          public String handle(Event event, Context context) {
            return "hello";
          }
        }
        """);
  }

  private static Path reactor() throws IOException {
    Path reactor = Projects.empty("class-path");
    StringBuilder modules = new StringBuilder("<modules>");
    for (Map.Entry<String, Pom> module : MODULES.entrySet()) {
      modules.append("<module>").append(module.getKey()).append("</module>");
      function(
          reactor.resolve(module.getKey()),
          pom(
              "com.acme:" + module.getKey() + ":1",
              "jar",
              "<dependencyManagement><dependencies>"
                  + module.getValue().managed()
                  + "</dependencies></dependencyManagement>"
                  + dependencies(module.getValue().dependencies())
                  + PLUGINS));
    }
    Projects.write(
        reactor, "pom.xml", pom("com.acme:class-path:1", "pom", modules + "</modules>" + PLUGINS));
    return reactor;
  }

  /** Returns the names of the libraries in an image. */
  private static List<String> image(Path project, String function) throws IOException {
    Path arguments = project.resolve("target/kubeless/" + function + "/image/jvm.args");
    return Arrays.stream(Files.readString(arguments).split("[:\"\n]"))
        .filter(entry -> entry.startsWith("lib/"))
        .map(entry -> entry.substring("lib/".length()))
        .toList();
  }

  /**
   * Returns Maven's runtime class path, by the names of its entries in an image. The dependency
   * plugin also lists POM files, which are not on a class path.
   */
  private static List<String> maven(Path project, Path repository) throws IOException {
    List<String> names = new ArrayList<>();
    for (String entry : Files.readString(project.resolve("target/class-path")).split("[:\\s]+")) {
      Path jar = Path.of(entry);
      if (entry.endsWith(".pom")) {
        continue;
      }
      if (jar.startsWith(repository)) {
        Path below = repository.relativize(jar);
        String group = below.subpath(0, below.getNameCount() - 3).toString().replace('/', '.');
        names.add(group + "." + below.getFileName());
      } else if (!entry.isEmpty()) {
        names.add("com.acme." + jar.getFileName()); // the classes of a sibling
      }
    }
    return names;
  }

  @Test
  void theLibrariesOfAnImageAreMavensRuntimeClassPathAndThenOurs() throws IOException {
    Path repository = repository();
    Path reactor = reactor();
    Maven.in(reactor)
        .repository(repository)
        .run(
            "package",
            DEPENDENCY_PLUGIN,
            "kubeless:build",
            "-DincludeScope=runtime",
            "-Dmdep.outputFile=target/class-path",
            "-Dkubeless.image.base=linked-jre")
        .succeeds();

    SoftAssertions all = new SoftAssertions();
    for (String module : MODULES.keySet()) {
      List<String> expected = maven(reactor.resolve(module), repository);
      if (module.equals("same-name")) {
        expected.set(expected.lastIndexOf("lib.one.client-1.jar"), "lib.one.client-1.2.jar");
      }
      expected.add(OURS + "runtime-" + VERSION + ".jar");
      if (module.equals("api-provided")) {
        expected.add(OURS + "api-" + VERSION + ".jar");
      }
      all.assertThat(image(reactor.resolve(module), module)).as(module).isEqualTo(expected);
    }
    all.assertAll();
    assertThat(image(reactor.resolve("bom"), "bom")).contains("lib.one.deep-1.5.jar");
    assertThat(image(reactor.resolve("range"), "range")).contains("lib.one.deep-1.5.jar");
    assertThat(image(reactor.resolve("sibling"), "sibling"))
        .contains("com.acme.optional-1.jar")
        .doesNotContain("lib.one.top-1.jar");
  }

  @Test
  void aSystemJarIsInTheImageAlthoughMavenHasItOnTheCompileClassPathOnly() throws IOException {
    Path project = Projects.empty("class-path-system");
    jar(project.resolve("lib/tools.jar"));
    function(
        project,
        pom(
            "com.acme:system:1",
            "jar",
            dependencies(
                    dependency(
                        "com.vendor:tools:1",
                        "<scope>system</scope><systemPath>${project.basedir}/lib/tools.jar"
                            + "</systemPath>"),
                    API)
                + PLUGINS));
    Maven.in(project)
        .run("package", "kubeless:build", "-Dkubeless.image.base=linked-jre")
        .succeeds();
    assertThat(image(project, "system"))
        .containsExactly(
            "com.vendor.tools-1.jar",
            OURS + "api-" + VERSION + ".jar",
            OURS + "runtime-" + VERSION + ".jar");
  }

  @Test
  void aFunctionWithoutJsonMayHaveAnyJackson() throws IOException {
    Path project = Projects.empty("class-path-jackson");
    function(
        project,
        pom(
            "com.acme:plain:1",
            "jar",
            dependencies(
                    dependency("com.fasterxml.jackson.core:jackson-databind:2.19.2"),
                    dependency("com.fasterxml.jackson.core:jackson-core:2.18.4"),
                    API)
                + PLUGINS));
    Maven.in(project).run("package", "kubeless:validate").succeeds();
  }
}
