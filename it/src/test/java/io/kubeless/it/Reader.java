package io.kubeless.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Follows a page of the documentation as its reader would: writes its files, types its commands
 * into a shell, and compares what they print with what the page shows.
 */
final class Reader implements AutoCloseable {
  private static final Map<String, Set<String>> TYPED = new HashMap<>();

  private final Terminal terminal;
  private final Map<String, String> here = new LinkedHashMap<>();
  private final List<String> failing = new ArrayList<>();

  private Reader(Terminal terminal) {
    this.terminal = terminal;
  }

  /** Returns a reader whose terminal is in a directory, and whose {@code mvn} is this Maven. */
  static Reader with(Maven maven, Path directory) {
    // The start-up archive takes seconds.
    return new Reader(new Terminal(maven, directory)).arguments("-Dkubeless.image.archive=false");
  }

  /** Returns a reader in a project, which gets the Maven wrapper; functions listen on the port. */
  static Reader in(Path project, int port) throws IOException {
    Projects.wrapper(project);
    return with(Maven.in(project), project)
        .here("localhost:8080", "localhost:" + port)
        .here("-Dkubeless.debug", "-Dkubeless.debug=" + (port + 1))
        .arguments("-Dkubeless.image.base=" + Cluster.base() + " -Dkubeless.port=" + port);
  }

  /** Returns the same, with a namespace of the cluster and the registry of the tests. */
  static Reader on(Cluster cluster, Path project, int port) throws IOException {
    Path kubeconfig = cluster.kubeconfig(Files.createTempFile(cluster.name(), ".kubeconfig"));
    kubeconfig.toFile().deleteOnExit();
    return in(project, port)
        .environment("KUBECONFIG", kubeconfig.toString())
        .here("registry.acme.com/team", "127.0.0.1:5000/" + cluster.name())
        .here("team-a", cluster.name());
  }

  Reader environment(String name, String value) {
    terminal.environment(name, value);
    return this;
  }

  /** Replaces a text of the page, such as the name of a registry, by what this machine has. */
  Reader here(String text, String other) {
    here.put(text, other);
    return this;
  }

  /** Adds arguments to every command of Maven. */
  Reader arguments(String more) {
    terminal.arguments(more);
    return this;
  }

  /** Expects that a command fails. */
  Reader fails(String command) {
    failing.add(command);
    return this;
  }

  /** Returns the commands of a page that readers in this process have typed. */
  static Set<String> typed(String page) {
    return TYPED.getOrDefault(page, Set.of());
  }

  /** Returns what the commands of the last block or sentence have printed. */
  String output() {
    return terminal.output();
  }

  /** Waits until the last command that is running has printed a line. */
  void awaitLine(String part) throws InterruptedException {
    terminal.awaitLine(part);
  }

  /** Does everything that the page shows, except what sentences contain. */
  void read(Page page) throws Exception {
    for (Page.Code code : page.code()) {
      if (!code.inSentence()) {
        read(page, code);
      }
    }
  }

  /** Writes a file, types commands, or compares what the last ones have printed. */
  void read(Page page, Page.Code code) throws Exception {
    if (!code.file().isEmpty()) {
      terminal.write(code.file(), translated(code.text()));
    } else if (code.language().equals("text")) {
      assertPrinted(code.text());
    } else if (code.language().equals("console")) {
      for (String part : code.text().split("(?m)^\\$ ")) {
        if (!part.isBlank()) {
          String[] lines = part.split("\n", 2);
          terminal.clear();
          type(page, lines[0]);
          assertPrinted(lines[1]);
        }
      }
    } else {
      type(page, code);
    }
  }

  /** Types the commands of a page, also those in its sentences. */
  void type(Page page) throws Exception {
    for (Page.Code code : page.code()) {
      type(page, code);
    }
  }

  void type(Page page, Page.Code code) throws Exception {
    if (!code.commands().isEmpty()) {
      terminal.clear();
    }
    for (String command : code.commands()) {
      type(page, command);
    }
  }

  /** Types a command of a page. */
  void type(Page page, String command) throws Exception {
    if (!NotTyped.REASONS.containsKey(page.name() + ": " + command)) {
      TYPED.computeIfAbsent(page.name(), name -> new TreeSet<>()).add(command);
      terminal.type(translated(command), failing.contains(command));
    }
  }

  private String translated(String text) {
    String translated = text;
    for (var each : here.entrySet()) {
      translated = translated.replace(each.getKey(), each.getValue());
    }
    return translated;
  }

  private void assertPrinted(String lines) throws InterruptedException {
    for (String line : lines.lines().filter(each -> !each.isBlank()).toList()) {
      Pattern expected = Pattern.compile(pattern(translated(line)));
      terminal.await(line, each -> expected.matcher(spaced(each)).find());
    }
  }

  private static String spaced(String line) {
    return line.replaceAll("\\s+", " ");
  }

  /** Returns a pattern in which … is any text, and so are times, sizes, digests and hashes. */
  private static String pattern(String line) {
    // The layers of an image that another test has pushed are not pushed again.
    String size = "\\S+ \\S+(?= pushed)|\\b\\d+(?= kB)";
    String any =
        "(?<=sha256:)[0-9a-f]+…|…|"
            + size
            + "|\\b[\\d.]+ (?=s\\b)|[\\d-]+T[\\d:]+Z|\\b[0-9a-f]{8,64}\\b";
    return Pattern.compile(any)
        .splitAsStream(spaced(line))
        .map(Pattern::quote)
        .collect(Collectors.joining(".*", "", line.endsWith("…") ? ".*" : ""));
  }

  @Override
  public void close() {
    terminal.close();
  }
}
