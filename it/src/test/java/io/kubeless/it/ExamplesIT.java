package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Builds every example as a user would: without a parent, a registry or a cluster. */
class ExamplesIT {

  static List<String> examples() throws IOException {
    try (Stream<Path> list = Files.list(Projects.ROOT.resolve("examples"))) {
      return list.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void packageTestsItAndWritesTheGoldenManifests(String name) throws IOException {
    Path project = Projects.example(name, "examples/" + name);
    Maven.Result built =
        Maven.in(project)
            .environment("KUBELESS_REGISTRY", "")
            .environment("KUBECONFIG", "/dev/null")
            .run("package", "-Dkubeless.image.architecture=amd64")
            .succeeds();

    assertThat(built.output()).containsPattern("Tests run: [1-9]");
    Path golden = Projects.ROOT.resolve("it/golden").resolve(name);
    if (System.getProperty("golden.write") != null) {
      Projects.delete(golden);
      for (var file : yaml(project.resolve("target/kubeless")).entrySet()) {
        Projects.write(golden, file.getKey(), file.getValue());
      }
    }
    assertThat(yaml(project.resolve("target/kubeless"))).isEqualTo(yaml(golden));
  }

  private static SortedMap<String, String> yaml(Path root) throws IOException {
    SortedMap<String, String> files = new TreeMap<>();
    if (Files.exists(root)) {
      try (Stream<Path> walk = Files.walk(root)) {
        for (Path file : walk.filter(each -> each.toString().endsWith(".yaml")).toList()) {
          files.put(root.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return files;
  }
}
