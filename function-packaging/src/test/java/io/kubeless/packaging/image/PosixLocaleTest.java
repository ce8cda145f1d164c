package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.discovery.Handlers;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The reports of a process whose locale cannot express names or variables. */
@EnabledOnOs(OS.LINUX)
class PosixLocaleTest {
  @TempDir Path directory;

  /** An action in the locale C. */
  interface Body {
    void run(Path directory) throws IOException;
  }

  /** Packs a directory. */
  static final class Packs implements Body {
    @Override
    public void run(Path directory) throws IOException {
      DeterministicJar.pack(directory, directory.resolveSibling("app.jar"));
    }
  }

  /** Finds handlers in a directory. */
  static final class Discovers implements Body {
    @Override
    public void run(Path directory) throws IOException {
      Handlers.discover(directory, List.of());
    }
  }

  /** Checks whether a function can run on this machine. */
  static final class Runs implements Body {
    @Override
    public void run(Path directory) throws IOException {
      Function function =
          ProjectFixture.hello(directory)
              .file("function.yaml", "env: {GREETING: \"gr\u00fc\u00dfe\", PLAIN: a}")
              .function()
              .function();
      new LocalSettings(0, LocalSecrets.NONE, LogFormat.json(), false, OptionalInt.empty())
          .check(function);
    }
  }

  /** Reads the configuration of a project. */
  static final class Configures implements Body {
    @Override
    public void run(Path directory) throws IOException {
      ProjectFixture.hello(directory.resolveSibling("project")).function();
    }
  }

  /** Runs an action, and prints its failure. */
  public static void main(String[] args) throws Exception {
    try {
      Class.forName(args[0])
          .asSubclass(Body.class)
          .getDeclaredConstructor()
          .newInstance()
          .run(Path.of(args[1]));
    } catch (RuntimeException e) {
      System.out.print(e.getMessage());
    }
  }

  private String reported(Class<? extends Body> body, Path below) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PosixLocaleTest.class.getName(),
            body.getName(),
            below.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().keySet().removeIf(name -> name.endsWith("_OPTIONS"));
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.replace(directory.toString(), ".");
  }

  /** Creates an empty file whose name is in UTF-8, independent of the locale of the tests. */
  private Path file(String name) throws IOException {
    Path classes = directory.resolve("classes");
    Jdk.run(
        List.of(
            "/bin/sh",
            "-c",
            "mkdir -p \"$1/com\" && : > \"$1/com/$(printf '" + name + "')\"",
            "sh",
            classes.toString()));
    return classes;
  }

  @Test
  void aResourceWhoseNameTheLocaleCannotExpressIsReported() throws Exception {
    assertThat(reported(Packs.class, file("gr\\303\\274\\303\\237e.txt")))
        .isEqualTo(
            """
            KUBELESS-119 The name of a file cannot be read: com/gr????e.txt
              where: ./classes
              why:   the locale of this process (LC_ALL=C) cannot express characters outside US-ASCII
              do:    set LC_ALL=C.UTF-8""");
  }

  @Test
  void aClassWhoseNameTheLocaleCannotExpressIsReported() throws Exception {
    assertThat(reported(Discovers.class, file("Gr\\303\\274n.class")))
        .startsWith("KUBELESS-119 The name of a file cannot be read: com/Gr??n.class\n");
  }

  @Test
  void aVariableThatTheLocaleCannotExpressIsReportedBeforeAnythingStarts() throws Exception {
    assertThat(reported(Runs.class, directory))
        .isEqualTo(
            """
            KUBELESS-119 The variable GREETING cannot be passed to the function
              where: env.GREETING
              why:   the locale of this process (LC_ALL=C) cannot express characters outside US-ASCII
              do:    set LC_ALL=C.UTF-8""");
  }

  @Test
  void aDirectoryWhoseNameTheLocaleCannotExpressIsReported() throws Exception {
    Jdk.run(
        List.of(
            "/bin/sh",
            "-c",
            "mkdir -p \"$1/$(printf 'gr\\303\\274n')\"",
            "sh",
            directory.resolve("project/src/main/kubeless").toString()));
    assertThat(reported(Configures.class, directory.resolve("classes")))
        .startsWith(
            """
            KUBELESS-119 The name of a file cannot be read: gr??n
              where: ./project/src/main/kubeless
            """);
  }

  @Test
  void theLocaleOfTheImageExpressesEveryName() throws Exception {
    Path classes = file("gr\\303\\274\\303\\237e.txt");
    Jdk.run(
        List.of(
            "env",
            "LC_ALL=" + ImageDescription.LANG,
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PosixLocaleTest.class.getName(),
            Packs.class.getName(),
            classes.toString()));
    try (java.util.jar.JarFile jar =
        new java.util.jar.JarFile(directory.resolve("app.jar").toFile())) {
      assertThat(jar.getEntry("com/gr\u00fc\u00dfe.txt")).isNotNull();
    }
  }
}
