package io.kubeless.maven;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.RepositoryUtils;
import org.eclipse.aether.artifact.Artifact;

/**
 * An artifact on a function's class path.
 *
 * @param artifact the artifact, with its file
 * @param path the path from a dependency of the project to the artifact: {@code artifactId:version}
 *     of each
 */
record ClassPathEntry(Artifact artifact, List<String> path) {

  /** Creates an entry for an artifact that Maven resolved for the project. */
  static ClassPathEntry of(org.apache.maven.artifact.Artifact resolved) {
    List<String> trail = resolved.getDependencyTrail();
    Stream<String> below =
        trail == null || trail.size() < 2
            ? Stream.of(resolved.getId())
            : trail.subList(1, trail.size()).stream();
    return new ClassPathEntry(
        RepositoryUtils.toArtifact(resolved),
        below.map(ClassPathEntry::shorten).collect(Collectors.toList()));
  }

  /** Creates an entry for an artifact that was resolved for the plugin. */
  static ClassPathEntry of(Artifact artifact, List<Artifact> path) {
    return new ClassPathEntry(
        artifact,
        path.stream().map(each -> each.getArtifactId() + ":" + each.getVersion()).toList());
  }

  /** Returns a key that is the same for all versions of an artifact. */
  String key() {
    return artifact.getGroupId()
        + ":"
        + artifact.getArtifactId()
        + ":"
        + artifact.getClassifier()
        + ":"
        + artifact.getExtension();
  }

  /**
   * Shortens an element of Maven's trail, which is {@code
   * group:artifact:type[:classifier]:version}.
   */
  private static String shorten(String id) {
    List<String> parts = Arrays.asList(id.split(":", -1));
    return parts.get(Math.min(1, parts.size() - 1)) + ":" + parts.get(parts.size() - 1);
  }
}
