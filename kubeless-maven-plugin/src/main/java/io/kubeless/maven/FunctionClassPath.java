package io.kubeless.maven;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * Resolves the class path of a function: the project's runtime dependencies and the runtime's in
 * one resolution, with every version that the project resolved for itself.
 */
final class FunctionClassPath {
  private final MavenSession session;
  private final RepositorySystem repositories;
  private final OwnArtifacts own;

  FunctionClassPath(MavenSession session, RepositorySystem repositories, String version) {
    this.session = session;
    this.repositories = repositories;
    this.own = new OwnArtifacts(version);
  }

  /** Returns what a project resolved for itself: its class path without its own classes. */
  static List<Path> ofProject(MavenProject project) {
    List<Path> path = new ArrayList<>();
    for (org.apache.maven.artifact.Artifact artifact : project.getArtifacts()) {
      if (artifact.getFile() != null && !"test".equals(artifact.getScope())) {
        path.add(artifact.getFile().toPath());
      }
    }
    return path;
  }

  /** Returns the jars beside the function's own, in the order of the class path. */
  List<Library> resolve(MavenProject project, boolean json) {
    CollectRequest collect = new CollectRequest();
    collect.setRepositories(project.getRemoteProjectRepositories());
    for (org.apache.maven.model.Dependency each : project.getDependencies()) {
      if (!List.of("test", "provided", "system", "import").contains("" + each.getScope())) {
        Dependency dependency =
            RepositoryUtils.toDependency(
                each, session.getRepositorySession().getArtifactTypeRegistry());
        collect.addDependency(own.inPlaceOf(dependency, project));
      }
    }
    collect.addDependency(own.runtime());
    if (json) {
      collect.addDependency(own.json());
    }
    manage(collect, project);
    try {
      DependencyNode root =
          repositories
              .resolveDependencies(
                  session.getRepositorySession(), new DependencyRequest(collect, null))
              .getRoot();
      Map<String, Library> libraries = new LinkedHashMap<>();
      preorder(root, node -> LibraryFiles.add(libraries, node.getArtifact()));
      JacksonFamily.check(root);
      return List.copyOf(libraries.values());
    } catch (DependencyResolutionException e) {
      throw new ProblemException(
          Problem.around(
              111,
              "The class path of " + project.getArtifactId() + " cannot be resolved",
              "the dependencies in pom.xml, and " + own.name(),
              why(e),
              session.isOffline()
                  ? "build once without -o"
                  : "check the repositories and try again"),
          e);
    }
  }

  /** Returns what was not found or not fetched; Maven's own summary differs between versions. */
  private static String why(DependencyResolutionException e) {
    String why =
        e.getResult().getArtifactResults().stream()
            .filter(result -> !result.isResolved())
            .flatMap(result -> result.getExceptions().stream())
            .map(Throwable::getMessage)
            .distinct()
            .collect(Collectors.joining("; "));
    return why.isEmpty() ? String.valueOf(e.getMessage()) : why;
  }

  /** Pins what the project resolved, so that our own dependencies change none of its versions. */
  private void manage(CollectRequest collect, MavenProject project) {
    Map<String, Dependency> managed = new LinkedHashMap<>();
    for (org.apache.maven.artifact.Artifact each : project.getArtifacts()) {
      Artifact artifact = RepositoryUtils.toArtifact(each);
      Artifact pinned =
          new DefaultArtifact(
              artifact.getGroupId(),
              artifact.getArtifactId(),
              artifact.getClassifier(),
              artifact.getExtension(),
              own.contains(artifact) ? own.version() : each.getBaseVersion());
      managed.put(key(pinned), new Dependency(pinned, null));
    }
    managed.put(key(own.api().getArtifact()), own.api());
    JacksonFamily.pins(project.getArtifacts())
        .forEach(d -> managed.putIfAbsent(key(d.getArtifact()), d));
    if (project.getDependencyManagement() != null) {
      for (org.apache.maven.model.Dependency each :
          project.getDependencyManagement().getDependencies()) {
        Dependency dependency =
            RepositoryUtils.toDependency(
                each, session.getRepositorySession().getArtifactTypeRegistry());
        if (!own.contains(dependency.getArtifact())) {
          managed.putIfAbsent(key(dependency.getArtifact()), dependency);
        }
      }
    }
    collect.setManagedDependencies(new ArrayList<>(managed.values()));
  }

  private static String key(Artifact artifact) {
    return artifact.getGroupId()
        + ":"
        + artifact.getArtifactId()
        + ":"
        + artifact.getClassifier()
        + ":"
        + artifact.getExtension();
  }

  /** Walks parents before children; the order of Maven's own flat list differs between versions. */
  static void preorder(DependencyNode node, Consumer<DependencyNode> visitor) {
    visitor.accept(node);
    for (DependencyNode child : node.getChildren()) {
      preorder(child, visitor);
    }
  }
}
