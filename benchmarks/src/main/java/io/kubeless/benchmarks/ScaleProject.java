package io.kubeless.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** Writes projects of functions. */
final class ScaleProject {
  private static final String HEAD =
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
      """;

  private ScaleProject() {}

  /**
   * Writes a reactor. Its directory {@code repository} is a local repository with the jars.
   *
   * @param functions number of modules, each of which is a function
   * @param jars number of jars that the first function depends on
   */
  static Path write(Path directory, int functions, int jars) throws IOException {
    StringBuilder modules = new StringBuilder();
    for (int i = 0; i < functions; i++) {
      String name = "scale-" + i;
      modules.append("<module>").append(name).append("</module>");
      function(directory, name, i == 0 ? jars : 0);
    }
    Files.writeString(
        directory.resolve("pom.xml"),
        HEAD
            + """
              <groupId>com.acme</groupId>
              <artifactId>scale</artifactId>
              <version>1.0</version>
              <packaging>pom</packaging>
              <properties>
                <maven.compiler.release>17</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              <modules>MODULES</modules>
              <dependencies>
                <dependency>
                  <groupId>io.kubeless</groupId>
                  <artifactId>kubeless-function-api</artifactId>
                  <version>1.0.0-SNAPSHOT</version>
                </dependency>
              </dependencies>
              <build>
                <plugins>
                  <plugin>
                    <groupId>org.apache.maven.plugins</groupId>
                    <artifactId>maven-compiler-plugin</artifactId>
                    <version>3.14.1</version>
                  </plugin>
                  <plugin>
                    <groupId>io.kubeless</groupId>
                    <artifactId>kubeless-maven-plugin</artifactId>
                    <version>1.0.0-SNAPSHOT</version>
                  </plugin>
                </plugins>
              </build>
            </project>
            """
                .replace("MODULES", modules));
    return directory;
  }

  private static void function(Path directory, String name, int jars) throws IOException {
    Path module = directory.resolve(name);
    Path source = module.resolve("src/main/java/com/acme/Hello.java");
    Files.createDirectories(source.getParent());
    Files.createDirectories(module.resolve("src/main/kubeless"));
    // No pods: the time of the plugin is measured, not that of the cluster.
    Files.writeString(module.resolve("src/main/kubeless/function.yaml"), "replicas: 0\n");
    Files.writeString(
        source,
        """
        package com.acme;

        import io.kubeless.function.Context;
        import io.kubeless.function.Event;
        import io.kubeless.function.Handler;

        public final class Hello implements Handler<Event, Context> {
          @Override
          public String handle(Event event, Context context) {
            return "hello from NAME";
          }
        }
        """
            .replace("NAME", name));
    StringBuilder dependencies = new StringBuilder();
    for (int i = 0; i < jars; i++) {
      jar(directory.resolve("repository/com/acme/part-" + i + "/1.0"), i);
      dependencies.append(
          ("<dependency><groupId>com.acme</groupId><artifactId>part-%d</artifactId>"
                  + "<version>1.0</version></dependency>\n")
              .formatted(i));
    }
    Files.writeString(
        module.resolve("pom.xml"),
        HEAD
            + """
              <parent>
                <groupId>com.acme</groupId>
                <artifactId>scale</artifactId>
                <version>1.0</version>
              </parent>
              <artifactId>NAME</artifactId>
              <dependencies>
            """
                .replace("NAME", name)
            + dependencies
            + "</dependencies>\n</project>\n");
  }

  /** Writes an artifact that differs from those with other numbers. */
  private static void jar(Path version, int number) throws IOException {
    Files.createDirectories(version);
    String name = "part-" + number;
    Files.writeString(
        version.resolve(name + "-1.0.pom"),
        HEAD + "<groupId>com.acme</groupId><artifactId>" + name + "</artifactId><version>1.0</version></project>\n");
    try (OutputStream file = Files.newOutputStream(version.resolve(name + "-1.0.jar"));
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry("part" + number + "/text.txt"));
      out.write(("part " + number + "\n").repeat(200).getBytes(StandardCharsets.UTF_8));
      out.closeEntry();
    }
  }
}
