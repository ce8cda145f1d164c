package io.kubeless.maven;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.RuntimePart;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;

/**
 * The artifacts that functions require: the API, the runtime and related artifacts, all in the same
 * version.
 *
 * @param version the plugin's version
 */
record OwnArtifacts(String version) {
  static final String GROUP = "io.kubeless";
  private static final String PREFIX = "kubeless-function-";

  /** Returns whether coordinates are those of such an artifact. */
  static boolean contains(String groupId, String artifactId) {
    return groupId.equals(GROUP) && artifactId.startsWith(PREFIX);
  }

  /**
   * Returns the dependencies in addition to the project's own class path: the parts of the runtime,
   * and the artifacts that the project uses, in the plugin's version.
   *
   * @throws ProblemException if the project uses a newer version than the plugin's
   */
  List<Dependency> dependencies(List<Artifact> project, String module, Set<RuntimePart> parts) {
    List<Dependency> dependencies = new ArrayList<>();
    parts.forEach(part -> dependencies.add(dependency(part.artifactId())));
    for (Artifact each : project) {
      if (contains(each.getGroupId(), each.getArtifactId())) {
        requireNotNewer(each, module);
        dependencies.add(dependency(each.getArtifactId()));
      }
    }
    return dependencies;
  }

  /** Returns the name of the runtime in messages. */
  String name() {
    return GROUP + ":" + RuntimePart.SERVER.artifactId() + ":" + version;
  }

  private Dependency dependency(String artifactId) {
    return new Dependency(new DefaultArtifact(GROUP, artifactId, "jar", version), "runtime");
  }

  private void requireNotNewer(Artifact artifact, String module) {
    String found = artifact.getBaseVersion();
    if (new ComparableVersion(found).compareTo(new ComparableVersion(version)) > 0) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.API_TOO_NEW,
                  "%s %s is newer than the plugin",
                  artifact.getArtifactId(),
                  found)
              .at("pom.xml of %s", module)
              .because("the image contains the runtime of the plugin's version, %s", version)
              .remedy("use kubeless-maven-plugin %s", found));
    }
  }
}
