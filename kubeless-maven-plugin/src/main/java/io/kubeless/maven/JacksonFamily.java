package io.kubeless.maven;

import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;

/**
 * The parts of Jackson that JSON binding needs: all of one minor version, and that of the project
 * where it has one.
 */
final class JacksonFamily {
  private static final String ROOT = "com.fasterxml.jackson";
  private static final String DATABIND = "jackson-databind";
  private static final ComparableVersion LEAST = new ComparableVersion("2.15");
  private static final List<String> PARTS =
      List.of(
          "core:jackson-core",
          "core:jackson-databind",
          "core:jackson-annotations",
          "datatype:jackson-datatype-jdk8",
          "datatype:jackson-datatype-jsr310");

  private JacksonFamily() {}

  /** Returns the parts in the version of the project's own databind; none when it has none. */
  static List<Dependency> pins(Collection<org.apache.maven.artifact.Artifact> artifacts) {
    List<Dependency> pins = new ArrayList<>();
    for (org.apache.maven.artifact.Artifact each : artifacts) {
      if (each.getArtifactId().equals(DATABIND) && each.getGroupId().equals(ROOT + ".core")) {
        for (String part : PARTS) {
          String[] names = part.split(":", 2);
          String version = version(names[1], each.getBaseVersion());
          pins.add(
              new Dependency(
                  new DefaultArtifact(ROOT + "." + names[0], names[1], "jar", version), null));
        }
      }
    }
    return pins;
  }

  /** From 2.20 on the annotations have no patch version. */
  private static String version(String artifact, String databind) {
    boolean minorOnly =
        artifact.equals("jackson-annotations")
            && new ComparableVersion(databind).compareTo(new ComparableVersion("2.20")) >= 0;
    return minorOnly ? minor(databind) : databind;
  }

  private static String minor(String version) {
    String[] parts = version.split("\\.", 3);
    return parts.length < 2 ? version : parts[0] + "." + parts[1];
  }

  /** Refuses a class path with parts of several minor versions, or with older ones than work. */
  static void check(DependencyNode root) {
    Map<String, String> paths = new LinkedHashMap<>();
    collect(root, "", paths);
    String first = null;
    String firstPath = "";
    for (Map.Entry<String, String> entry : paths.entrySet()) {
      String minor = entry.getKey();
      if (new ComparableVersion(minor).compareTo(LEAST) < 0) {
        throw problem("Jackson " + minor + " is too old", entry.getValue());
      }
      if (first != null && !first.equals(minor)) {
        throw problem("Jackson of two minor versions", firstPath + "\n" + entry.getValue());
      }
      first = minor;
      firstPath = entry.getValue();
    }
  }

  private static ProblemException problem(String what, String where) {
    return new ProblemException(
        Problem.inProject(
            210,
            what,
            where,
            "JSON binding needs one Jackson, 2.15 or later",
            "import com.fasterxml.jackson:jackson-bom in <dependencyManagement>"));
  }

  private static void collect(DependencyNode node, String path, Map<String, String> paths) {
    Artifact artifact = node.getArtifact();
    String here = path;
    if (artifact != null) {
      here =
          path
              + (path.isEmpty() ? "" : " > ")
              + artifact.getArtifactId()
              + ":"
              + artifact.getVersion();
      boolean part =
          PARTS.contains(
              artifact.getGroupId().replace(ROOT + ".", "") + ":" + artifact.getArtifactId());
      if (part) {
        paths.putIfAbsent(minor(artifact.getVersion()), here);
      }
    }
    for (DependencyNode child : node.getChildren()) {
      collect(child, here, paths);
    }
  }
}
