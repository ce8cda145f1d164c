package io.kubeless.maven;

import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import org.apache.maven.artifact.versioning.ComparableVersion;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.graph.Dependency;

/**
 * What this project publishes and functions run on. Runtime and API are of one version.
 *
 * @param version the plugin's
 */
record OwnArtifacts(String version) {
  private static final String GROUP = "io.kubeless";
  private static final String RUNTIME = "kubeless-function-runtime";

  /** Returns whether an artifact is one of them. */
  boolean contains(Artifact artifact) {
    return artifact.getGroupId().equals(GROUP);
  }

  /** Returns whether an artifact is part of what calls the function. */
  static boolean runs(Artifact artifact) {
    return artifact.getGroupId().equals(GROUP)
        && artifact.getArtifactId().startsWith("kubeless-function-");
  }

  Dependency runtime() {
    return new Dependency(artifact(RUNTIME), "runtime");
  }

  Dependency json() {
    return new Dependency(artifact("kubeless-function-json"), "runtime");
  }

  Dependency api() {
    return new Dependency(artifact("kubeless-function-api"), null);
  }

  /** Returns how messages call the runtime. */
  String name() {
    return GROUP + ":" + RUNTIME + ":" + version;
  }

  private Artifact artifact(String artifactId) {
    return new DefaultArtifact(GROUP, artifactId, "jar", version);
  }

  /** Returns a dependency of the project, in the plugin's version if it is one of these. */
  Dependency inPlaceOf(Dependency dependency, MavenProject project) {
    Artifact artifact = dependency.getArtifact();
    if (!contains(artifact) || !artifact.getArtifactId().startsWith("kubeless-")) {
      return dependency;
    }
    if (new ComparableVersion(artifact.getVersion()).compareTo(new ComparableVersion(version))
        > 0) {
      throw new ProblemException(
          Problem.inProject(
              209,
              artifact.getArtifactId() + " " + artifact.getVersion() + " is newer than the plugin",
              "pom.xml of " + project.getArtifactId(),
              "the image gets the runtime of the plugin's version " + version,
              "use kubeless-maven-plugin " + artifact.getVersion()));
    }
    return dependency.setArtifact(artifact.setVersion(version));
  }
}
