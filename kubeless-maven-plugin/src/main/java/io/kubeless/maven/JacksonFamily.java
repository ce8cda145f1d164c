package io.kubeless.maven;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;

/**
 * The parts of Jackson that JSON binding requires. All of them have the same minor version, which
 * is that of the project's own parts, if any.
 */
final class JacksonFamily {
  private static final String ROOT = "com.fasterxml.jackson.";
  private static final String ANNOTATIONS = "core:jackson-annotations";
  private static final ComparableVersion LEAST = new ComparableVersion("2.15");
  // Ordered by how reliably their version determines the others.
  private static final List<String> PARTS =
      List.of(
          "core:jackson-databind",
          "core:jackson-core",
          "datatype:jackson-datatype-jsr310",
          "datatype:jackson-datatype-jdk8",
          ANNOTATIONS);

  private JacksonFamily() {}

  /** Returns the parts in the version of the project's own part; empty if the project has none. */
  static List<Dependency> pins(List<Artifact> project) {
    return version(project).stream()
        .flatMap(version -> PARTS.stream().map(part -> pin(part, version)))
        .toList();
  }

  private static Optional<String> version(List<Artifact> project) {
    return PARTS.stream()
        .filter(part -> !part.equals(ANNOTATIONS)) // without a patch version since 2.20
        .flatMap(
            part ->
                project.stream()
                    .filter(each -> part.equals(part(each.getGroupId(), each.getArtifactId()))))
        .map(Artifact::getBaseVersion)
        .findFirst();
  }

  private static Dependency pin(String part, String version) {
    String[] names = part.split(":", 2);
    boolean minorOnly =
        part.equals(ANNOTATIONS)
            && new ComparableVersion(version).compareTo(new ComparableVersion("2.20")) >= 0;
    // A fourth number is a fix of only one part.
    String common = minorOnly ? minor(version) : firstNumbers(version, 3);
    return new Dependency(new DefaultArtifact(ROOT + names[0], names[1], "jar", common), "runtime");
  }

  /** Refuses a class path with parts of several minor versions, or of versions that are too old. */
  static void check(List<ClassPathEntry> classPath) {
    Map<String, String> minors = new LinkedHashMap<>();
    for (ClassPathEntry each : classPath) {
      if (PARTS.contains(part(each.artifact().getGroupId(), each.artifact().getArtifactId()))) {
        minors.putIfAbsent(minor(each.artifact().getVersion()), String.join(" > ", each.path()));
      }
    }
    minors.forEach(
        (minor, path) -> {
          if (new ComparableVersion(minor).compareTo(LEAST) < 0) {
            throw problem(Message.of("Jackson %s is too old", minor), path);
          }
        });
    if (minors.size() > 1) {
      throw problem(
          Message.of("Jackson of %s minor versions", minors.size() == 2 ? "two" : minors.size()),
          String.join("\n", minors.values()));
    }
  }

  private static String part(String groupId, String artifactId) {
    return groupId.startsWith(ROOT) ? groupId.substring(ROOT.length()) + ":" + artifactId : "";
  }

  private static String minor(String version) {
    return firstNumbers(version, 2);
  }

  private static String firstNumbers(String version, int count) {
    return Arrays.stream(version.split("\\.", -1)).limit(count).collect(Collectors.joining("."));
  }

  private static ProblemException problem(Message what, String where) {
    return new ProblemException(
        Problem.of(ErrorCode.JACKSON_INCOMPATIBLE, what)
            .at("%s", where)
            .because("JSON binding needs one Jackson, 2.15 or later")
            .remedy("import com.fasterxml.jackson:jackson-bom in <dependencyManagement>"));
  }
}
