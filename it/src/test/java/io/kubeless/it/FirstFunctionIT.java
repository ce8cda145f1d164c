package io.kubeless.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Writes the files of the page {@code docs/first-function.md} and runs its commands. */
class FirstFunctionIT {
  private static final Pattern BLOCK =
      Pattern.compile("(?ms)^```(\\w+)(?: file=(\\S+))?\n(.*?)^```$");
  private static final int PORT = 18184;

  /** A block of code: its language, the name of its file, if any, and its text. */
  record Block(String language, String file, String text) {}

  private static List<Block> blocks(String from, String to) throws IOException {
    String page = Files.readString(Projects.ROOT.resolve("docs/first-function.md"));
    Matcher block = BLOCK.matcher(page.substring(page.indexOf(from), page.indexOf(to)));
    List<Block> blocks = new ArrayList<>();
    while (block.find()) {
      String file = block.group(2) == null ? "" : block.group(2);
      blocks.add(new Block(block.group(1), file, block.group(3)));
    }
    return blocks;
  }

  @Test
  @OnCluster
  void everyCommandDoesWhatThePageShows() throws Exception {
    Cluster cluster = Cluster.namespace("it-first");
    Path directory = Projects.empty("first-function");
    Path kubeconfig = directory.resolve("kubeconfig");
    Files.writeString(
        kubeconfig, Cluster.run("kubectl", "config", "view", "--raw", "--flatten", "--minify"));
    Cluster.run(
        "kubectl",
        "--kubeconfig=" + kubeconfig,
        "config",
        "set-context",
        "--current",
        "--namespace=" + cluster.name());
    Reader reader = new Reader(directory, kubeconfig);
    try {
      for (Block block : blocks("## Create the project", "## The handler interfaces")) {
        reader.read(block);
      }
    } finally {
      reader.stop();
    }
    assertThat(reader.commands).isGreaterThan(15);
    assertThat(cluster.kubectl("get", "deployments,services,configmaps", "-o", "name"))
        .doesNotContain("hello");
  }

  /** Follows the blocks as a user would. */
  private static final class Reader {
    private final Path directory;
    private final Path kubeconfig;
    private Path project;
    private Started running;
    private String output = "";
    private int commands;

    Reader(Path directory, Path kubeconfig) {
      this.directory = directory;
      this.kubeconfig = kubeconfig;
    }

    void read(Block block) throws Exception {
      if (!block.file().isEmpty()) {
        Projects.write(project, block.file(), block.text());
      } else if (block.language().equals("sh")) {
        output = "";
        for (String line : block.text().lines().toList()) {
          type(line);
          commands++;
        }
      } else if (block.language().equals("text")) {
        for (String line : block.text().lines().toList()) {
          assertThat(output).contains(line);
        }
      }
    }

    private void type(String line) throws Exception {
      String[] words = line.split(" +");
      if (words[0].equals("cd")) {
        project = directory.resolve(words[1]);
      } else if (words[0].equals("kubectl")) {
        words[0] = "kubectl --kubeconfig=" + kubeconfig;
        output += Cluster.run(String.join(" ", words).split(" "));
      } else if (line.contains("kubeless:run")) {
        stop();
        running = maven().start(arguments(words));
        running.awaitLine(line.contains("debug") ? "Listening for transport" : "running   ");
      } else {
        output += maven().run(arguments(words)).succeeds().output();
        if (line.contains("kubeless.local")) {
          stop();
        }
      }
    }

    private Maven maven() {
      return Maven.in(project == null ? directory : project)
          .environment("KUBECONFIG", kubeconfig.toString());
    }

    /**
     * Returns the arguments of a command, with the registry, base image and port of the tests
     * instead of the user's.
     */
    private static String[] arguments(String... words) {
      List<String> arguments = new ArrayList<>(Arrays.asList(words).subList(1, words.length));
      arguments.replaceAll(
          word ->
              word.equals("archetype:generate")
                  ? ArchetypeIT.GENERATE
                  : word.replace("registry.acme.com", "127.0.0.1:5000"));
      if (words[1].startsWith("kubeless:")) {
        arguments.add("-Dkubeless.image.base=" + Cluster.base());
      }
      if (words[1].equals("kubeless:run") || Arrays.asList(words).contains("-Dkubeless.local")) {
        arguments.add("-Dkubeless.port=" + PORT);
      }
      return arguments.toArray(String[]::new);
    }

    void stop() throws Exception {
      if (running != null) {
        running.close();
        running = null;
      }
    }
  }

  @Test
  void severalHandlersOfAModuleAreFunctionsOfTheirOwn() throws Exception {
    Path project = Projects.example("hello", "first-function-several");
    for (Block block : blocks("## Write the class", "## Configure it")) {
      Projects.write(project, block.file(), block.text());
    }
    for (Block block : blocks("## The handler interfaces", "## Annotations")) {
      Projects.write(project, block.file(), block.text());
    }
    Files.delete(project.resolve("src/main/kubeless/function.yaml"));

    Maven.Result packaged =
        Maven.in(project).run("package", "-Dkubeless.image.architecture=amd64").succeeds();

    assertThat(packaged.output()).containsPattern("Tests run: 2, Failures: 0, Errors: 0");
    try (Stream<Path> list = Files.list(project.resolve("target/kubeless"))) {
      assertThat(list.filter(Files::isDirectory).map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder("hello", "total", "cleanup");
    }
  }
}
