package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

class RequiredModulesTest {
  private static final Path HOME = Path.of(System.getProperty("java.home"));

  @TempDir private Path directory;

  private static Path jarOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Returns a JDK of the same version without programs. */
  private Jdk withoutPrograms() throws IOException {
    Path home = Files.createDirectories(directory.resolve("jdk"));
    Files.copy(HOME.resolve("release"), home.resolve("release"));
    return new Jdk(home);
  }

  @Test
  void theModulesOfAClassPathAreAskedForOnce() throws Exception {
    List<Path> classPath = List.of(jarOf(Yaml.class));
    Path cache = directory.resolve("cache");
    assertThat(new RequiredModules(new Jdk(HOME), cache).of(classPath))
        .isEqualTo(new Jdk(HOME).modules(classPath))
        .contains("java.base", "java.desktop");

    RequiredModules known = new RequiredModules(withoutPrograms(), cache);
    assertThat(known.of(classPath)).isEqualTo(new Jdk(HOME).modules(classPath));
    assertThatThrownBy(() -> known.of(List.of(jarOf(JsonFactory.class))))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("jdeps");
  }

  @Test
  void aChangedFunctionThatRefersToTheSameTypesRequiresTheSameModules() throws Exception {
    Path cache = directory.resolve("cache");
    Path library = jarOf(JsonFactory.class);
    SortedSet<String> modules =
        new RequiredModules(new Jdk(HOME), cache).of(List.of(function("\"one\""), library));

    RequiredModules known = new RequiredModules(withoutPrograms(), cache);
    assertThat(known.of(List.of(function("\"another\""), library))).isEqualTo(modules);
    String logging = "\"\" + java.util.logging.Level.INFO";
    assertThatThrownBy(() -> known.of(List.of(function(logging), library)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("jdeps");
    assertThat(new RequiredModules(new Jdk(HOME), cache).of(List.of(function(logging), library)))
        .contains("java.logging");
  }

  @Test
  void aFileThatIsNoClassDoesNotPreventThatModulesAreFound() throws Exception {
    Path cache = directory.resolve("cache");
    Path classes = function("java.util.logging.Level.INFO.getName()").resolveSibling("classes");
    for (byte[] invalid :
        List.of(new byte[0], new byte[20], new byte[] {1, 2, 3, 4, 0, 0, 0, 61, 0, 9, 99, 99})) {
      Files.write(classes.resolve("Template.class"), invalid);
      Path jar = directory.resolve("app.jar");
      DeterministicJar.pack(classes, jar);
      assertThat(new RequiredModules(new Jdk(HOME), cache).of(List.of(jar)))
          .contains("java.logging");
    }
  }

  /** Compiles a class that returns a value, and packs it. */
  private Path function(String value) throws IOException {
    Path sources = Files.createDirectories(directory.resolve("sources"));
    Path source = sources.resolve("Function.java");
    Files.writeString(
        source, "package acme; class Function { String value() { return " + value + "; } }");
    Path classes = directory.resolve("classes");
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-d", classes.toString(), source.toString()))
        .isZero();
    Path jar = directory.resolve("app.jar");
    DeterministicJar.pack(classes, jar);
    return jar;
  }
}
