package io.kubeless.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A page of the documentation: its code, in the order of the page.
 *
 * @param name the path in this repository, such as {@code docs/ci.md}
 */
record Page(String name, List<Code> code) {
  private static final Pattern PART =
      Pattern.compile(
          "(?ms)^##? ([^\n]+)$" // a heading
              + "|^ *```(\\w*)(?: file=(\\S+))?\n(.*?)^ *```$" // a block of code
              + "|^\\|( [^\n]*)\\|$" // a row of a table
              + "|`([^`\n]+)`"); // code in a sentence
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+)`");
  private static final Pattern TYPED =
      Pattern.compile(
          "(?s)(?!.*kubeless:…)([A-Z_]+=\\S+ )*(mvn|\\.|\\./\\w\\S*|kubectl|docker|git|curl|nats|nats-server|java"
              + "|bash|go|apt-get|(bin|release|storm|benchmarks|it/cluster)/\\S+) .*");

  /** The language of code in a sentence or a table. */
  static final String SENTENCE = "sentence";

  /**
   * A piece of code.
   *
   * @param section the heading above it
   * @param language of a block, such as {@code sh}; or {@link #SENTENCE}
   * @param file into which the reader writes it; empty if that is not part of the page
   */
  record Code(String section, String language, String file, String text) {

    boolean inSentence() {
      return language.equals(SENTENCE);
    }

    /** Returns the commands that the reader types, or that a CI server runs. */
    List<String> commands() {
      return switch (language) {
        case "sh" ->
            Arrays.stream(text.split("(?<!\\\\)\n"))
                .map(line -> line.replaceFirst("(^|\\s)#.*$", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        case "console" ->
            text.lines().filter(line -> line.startsWith("$ ")).map(l -> l.substring(2)).toList();
        case "groovy" ->
            Pattern.compile("\\bsh '([^'\n]*)'")
                .matcher(text)
                .results()
                .map(m -> m.group(1))
                .toList();
        case "yaml" -> jobs();
        case SENTENCE -> isCommand(text) ? List.of(text) : List.of();
        default -> List.of();
      };
    }

    private List<String> jobs() {
      if (!text.contains("steps:") && !text.contains("script:")) {
        return List.of();
      }
      List<String> commands = new ArrayList<>();
      steps(new Yaml().load(text), commands);
      return commands;
    }

    private static void steps(Object value, List<String> commands) {
      if (value instanceof List<?> list) {
        list.forEach(each -> steps(each, commands));
      } else if (value instanceof Map<?, ?> map) {
        if (map.get("run") instanceof String run) {
          commands.add(run);
        }
        if (map.get("script") instanceof List<?> script) {
          script.forEach(each -> commands.add((String) each));
        }
        map.values().forEach(each -> steps(each, commands));
      }
    }
  }

  /** Returns whether a line is something that users type, and not only the name of a program. */
  static boolean isCommand(String line) {
    return TYPED.matcher(line).matches();
  }

  /** Returns all pages, except those that describe the past: the changelog and the decisions. */
  static List<Page> all() throws IOException {
    List<Page> pages = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Projects.ROOT, 3)) {
      for (Path file : files.sorted().toList()) {
        String name = Projects.ROOT.relativize(file).toString();
        if (name.endsWith(".md")
            && !name.matches("CHANGELOG.md|docs/adr/.*|(.*/)?target/.*|\\..*")) {
          pages.add(of(name));
        }
      }
    }
    return pages;
  }

  /** Reads a page; with headings, only these sections of it. */
  static Page of(String name, String... sections) throws IOException {
    List<Code> code = parse(Files.readString(Projects.ROOT.resolve(name)));
    List<String> wanted = List.of(sections);
    List<String> found = code.stream().map(Code::section).toList();
    if (!found.containsAll(wanted)) {
      throw new AssertionError(name + " has no code in one of the sections " + wanted);
    }
    return new Page(
        name,
        code.stream().filter(each -> wanted.isEmpty() || wanted.contains(each.section())).toList());
  }

  static List<Code> parse(String text) {
    List<Code> code = new ArrayList<>();
    Matcher part = PART.matcher(text);
    String section = "";
    List<String> columns = List.of();
    int rowEnd = -1;
    while (part.find()) {
      if (part.group(1) != null) {
        section = part.group(1);
      } else if (part.group(4) != null) {
        String file = part.group(3) == null ? "" : part.group(3);
        code.add(
            new Code(
                section, part.group(2), file, part.group(4).stripTrailing().stripIndent() + "\n"));
      } else if (part.group(5) != null) {
        List<String> cells = List.of(part.group(5).split("(?<!\\\\)\\|"));
        columns = part.start() == rowEnd + 1 ? columns : cells.stream().map(String::strip).toList();
        rowEnd = part.end();
        // In such a table, the other columns are what was typed before.
        int now = columns.indexOf("now");
        String typed = now < 0 ? part.group(5) : cells.get(now);
        for (var span : SPAN.matcher(typed).results().toList()) {
          code.add(new Code(section, SENTENCE, "", span.group(1)));
        }
      } else {
        code.add(new Code(section, SENTENCE, "", part.group(6)));
      }
    }
    return code;
  }

  /** Returns the commands in blocks of code, and with {@code sentences} those in the text, too. */
  List<String> commands(boolean sentences) {
    return code.stream()
        .filter(each -> sentences || !each.inSentence())
        .flatMap(each -> each.commands().stream())
        .toList();
  }
}
