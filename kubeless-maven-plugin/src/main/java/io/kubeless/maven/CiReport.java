package io.kubeless.maven;

import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.Wording;
import io.kubeless.runtime.json.JsonString;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reports problems where GitHub Actions and GitLab show them: beside the file and the line.
 *
 * @param environment the environment variables
 * @param modules the directories of the modules
 * @param report the file for GitLab
 * @param out receives the commands for GitHub, each on a line of its own
 * @see <a
 *     href="https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands">Workflow
 *     commands</a>
 * @see <a href="https://docs.gitlab.com/ci/testing/code_quality/">Code Quality</a>
 */
record CiReport(Map<String, String> environment, List<Path> modules, Path report, PrintStream out) {
  private static final Pattern LINE =
      Pattern.compile("(\\S+\\.(?:ya?ml|xml|properties)):(\\d+)(?::(\\d+))?");
  private static final Pattern FILE = Pattern.compile("(\\S+\\.(?:ya?ml|xml|properties))(?= |$)");
  private static final Pattern CLASS = Pattern.compile("([\\w.$]+) \\((\\w+\\.(?:java|kt))\\)");
  private static final Wording WORDING = MavenWording.INSTANCE;

  /** A place in the repository. */
  private record Place(String file, int line, int column) {}

  /** Reports the problems of a goal that failed; none if it succeeded. */
  void goal(List<Problem> problems) throws IOException {
    problems.forEach(each -> command("error", each));
    if (is("GITLAB_CI") && !(problems.isEmpty() && Files.exists(report))) {
      Files.createDirectories(report.toAbsolutePath().getParent());
      Files.writeString(report, json(problems));
    }
  }

  /** Reports a problem that does not end the build. */
  void warning(Problem problem) {
    command("warning", problem);
  }

  private boolean is(String system) {
    return "true".equals(environment.get(system));
  }

  private void command(String kind, Problem problem) {
    if (!is("GITHUB_ACTIONS")) {
      return;
    }
    StringBuilder command = new StringBuilder("::").append(kind).append(" title=");
    command.append(property(problem.code().text()));
    place(problem)
        .ifPresent(
            place -> {
              command.append(",file=").append(property(place.file()));
              command.append(",line=").append(place.line());
              if (place.column() > 0) {
                command.append(",col=").append(place.column());
              }
            });
    out.println(command.append("::").append(data(problem.text(WORDING))));
  }

  private static String data(String text) {
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }

  private String json(List<Problem> problems) {
    StringBuilder json = new StringBuilder("[");
    for (Problem problem : problems) {
      Place place = place(problem).orElse(new Place("pom.xml", 1, 0));
      String text = problem.text(WORDING);
      json.append(json.length() > 1 ? ",\n" : "").append("{\"description\":");
      JsonString.quote(json, text);
      json.append(",\"check_name\":");
      JsonString.quote(json, problem.code().text());
      json.append(",\"fingerprint\":");
      byte[] bytes = (place.file() + text).getBytes(StandardCharsets.UTF_8);
      JsonString.quote(json, UUID.nameUUIDFromBytes(bytes).toString());
      json.append(",\"severity\":\"blocker\",\"location\":{\"path\":");
      JsonString.quote(json, place.file());
      json.append(",\"lines\":{\"begin\":").append(place.line()).append("}}}");
    }
    return json.append("]\n").toString();
  }

  /** Returns the first place that a problem names and one module contains. */
  private Optional<Place> place(Problem problem) {
    String where = problem.where().text(WORDING);
    Matcher line = LINE.matcher(where);
    if (line.find()) {
      int column = line.group(3) == null ? 0 : Integer.parseInt(line.group(3));
      return file(line.group(1)).map(f -> new Place(f, Integer.parseInt(line.group(2)), column));
    }
    Matcher source = CLASS.matcher(where);
    if (source.find()) {
      String type = source.group(1).replace('.', '/');
      String path = type.substring(0, type.lastIndexOf('/') + 1) + source.group(2);
      String language = path.endsWith(".kt") ? "kotlin" : "java";
      return file("src/main/" + language + "/" + path).map(f -> new Place(f, 1, 0));
    }
    Matcher whole = FILE.matcher(where);
    return whole.find() ? file(whole.group(1)).map(f -> new Place(f, 1, 0)) : Optional.empty();
  }

  /** Returns a file relative to the repository. */
  private Optional<String> file(String name) {
    List<Path> found =
        modules.stream().map(each -> each.resolve(name)).filter(Files::isRegularFile).toList();
    if (found.size() != 1) {
      return Optional.empty(); // it is missing, or the problem does not name the module
    }
    String root =
        environment.getOrDefault(
            "GITHUB_WORKSPACE", environment.getOrDefault("CI_PROJECT_DIR", ""));
    Path file = found.get(0).toAbsolutePath().normalize();
    Path from = Path.of(root).toAbsolutePath().normalize();
    return Optional.of(
        (file.startsWith(from) ? from.relativize(file) : file).toString().replace('\\', '/'));
  }
}
