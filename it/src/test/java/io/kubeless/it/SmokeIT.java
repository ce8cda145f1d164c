package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every supported Maven, with every Java that it runs on. */
@OnCluster
class SmokeIT {
  private static final Path DISTRIBUTIONS = Path.of(System.getProperty("it.distributions"));
  private static final Path JDK_17 = Path.of(System.getProperty("java.home"));

  /** A Maven and the Java that it runs on. */
  record Runner(String maven, Path java) {
    @Override
    public String toString() {
      return "Maven " + maven + " on " + java.getFileName();
    }

    Maven in(Path project) {
      return Maven.in(project).home(DISTRIBUTIONS.resolve("apache-maven-" + maven)).java(java);
    }

    String name() {
      return maven.replaceAll("[^0-9a-z]", "-") + (java.equals(JDK_17) ? "" : "-25");
    }
  }

  static List<Runner> runners() throws IOException {
    List<Runner> runners = new ArrayList<>();
    for (String maven : List.of("3.6.3", "3.9.16", "4.0.0-rc-7")) {
      runners.add(new Runner(maven, JDK_17));
    }
    Optional<Path> newest = jdk25();
    if (newest.isEmpty()) {
      System.out.println("skipped: the smoke tests on JDK 25; there is none beside this JDK");
    }
    newest.ifPresent(jdk -> runners.add(new Runner("3.9.16", jdk)));
    newest.ifPresent(jdk -> runners.add(new Runner("4.0.0-rc-7", jdk)));
    return runners;
  }

  /** Returns a JDK 25 in a directory beside the JDK that runs the tests. */
  static Optional<Path> jdk25() throws IOException {
    try (Stream<Path> list = Files.list(JDK_17.toRealPath().getParent())) {
      return list.filter(each -> String.valueOf(each.getFileName()).matches(".*\\b25\\b.*"))
          .filter(each -> Files.isExecutable(each.resolve("bin/jlink")))
          .sorted()
          .findFirst();
    }
  }

  @ParameterizedTest
  @MethodSource("runners")
  void aFunctionInAPathWithSpacesIsDeployedAndThenAgainOffline(Runner runner) throws IOException {
    Cluster cluster = Cluster.namespace("it-smoke-" + runner.name());
    Path hello = Projects.example("hello", "a path with spaces " + runner.name() + "/hello");
    String[] deploy = {
      "kubeless:deploy",
      "-Dkubeless.namespace=" + cluster.name(),
      "-Dkubeless.image.base=" + Cluster.base()
    };

    runner.in(hello).run(deploy).succeeds();
    assertThat(cluster.call("hello", "Duke")).isEqualTo("hello Duke");

    String[] offline = {deploy[0], deploy[1], deploy[2], "-o"};
    Maven.Result again = runner.in(hello).run(offline).succeeds();
    assertThat(again.lines("apply  ")).isEqualTo("apply     ServiceAccount Service Deployment =");
  }

  @ParameterizedTest
  @MethodSource("runners")
  void twoFunctionsOfAReactorAreDeployedInOneBuildOnTwoThreads(Runner runner) throws IOException {
    Cluster cluster = Cluster.namespace("it-reactor-" + runner.name());
    Path shop = Projects.project("reactor", "reactor-" + runner.name());

    runner
        .in(shop)
        .run(
            "kubeless:deploy",
            "-T2",
            "-Dkubeless.namespace=" + cluster.name(),
            "-Dkubeless.image.base=" + Cluster.base())
        .succeeds();

    assertThat(cluster.call("first", "Duke")).isEqualTo("welcome to first Duke");
    assertThat(cluster.call("second", "Duke")).isEqualTo("welcome to second Duke");
  }
}
