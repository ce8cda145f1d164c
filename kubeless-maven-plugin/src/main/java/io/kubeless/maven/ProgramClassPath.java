package io.kubeless.maven;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/** The class paths of programs that this project publishes, such as the controller. */
final class ProgramClassPath {
  private final MavenSession session;
  private final RepositorySystem repositories;
  private final String version;

  /**
   * Creates the class paths.
   *
   * @param version the version of the programs, which is that of the plugin
   */
  ProgramClassPath(MavenSession session, RepositorySystem repositories, String version) {
    this.session = session;
    this.repositories = repositories;
    this.version = version;
  }

  /**
   * Returns the jar of a program, followed by its libraries in the versions that its own POM
   * selects, independent of the project that the goal runs in.
   *
   * @param more further artifacts of this project on its class path
   * @throws ProblemException if an artifact cannot be resolved
   */
  List<Library> resolve(MavenProject project, String artifactId, List<String> more) {
    CollectRequest collect =
        new CollectRequest(dependency(artifactId), project.getRemoteProjectRepositories());
    more.forEach(each -> collect.addDependency(dependency(each)));
    try {
      Map<String, ClassPathEntry> entries = new LinkedHashMap<>();
      FunctionClassPath.preorder(
          repositories
              .resolveDependencies(
                  session.getRepositorySession(), new DependencyRequest(collect, null))
              .getRoot(),
          List.of(),
          entries);
      return LibraryFiles.of(List.copyOf(entries.values()));
    } catch (DependencyResolutionException e) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.CLASS_PATH_UNRESOLVED,
                  "The class path of %s cannot be resolved",
                  artifactId)
              .at("%s:%s:%s", OwnArtifacts.GROUP, artifactId, version)
              .because(Message.verbatim(FunctionClassPath.messages(e)))
              .remedy(
                  session.isOffline()
                      ? Message.of("run it once without -o")
                      : Message.of("check the repositories and try again")),
          e);
    }
  }

  private Dependency dependency(String artifactId) {
    return new Dependency(
        new DefaultArtifact(OwnArtifacts.GROUP, artifactId, "jar", version), "runtime");
  }
}
