package io.kubeless.maven;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
  private static final String GROUP = "io.kubeless";
  private static final String API = "kubeless-function-api";
  private static final String RUNTIME = "kubeless-function-runtime";
  private static final String JSON = "kubeless-function-json";

  private final MavenSession session;
  private final RepositorySystem repositories;
  private final String version;

  FunctionClassPath(MavenSession session, RepositorySystem repositories, String version) {
    this.session = session;
    this.repositories = repositories;
    this.version = version;
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
        collect.addDependency(ours(dependency, project));
      }
    }
    collect.addDependency(own(RUNTIME));
    if (json) {
      collect.addDependency(own(JSON));
    }
    manage(collect, project);
    try {
      DependencyNode root =
          repositories
              .resolveDependencies(
                  session.getRepositorySession(), new DependencyRequest(collect, null))
              .getRoot();
      Map<String, Library> libraries = new LinkedHashMap<>();
      preorder(root, node -> add(libraries, node));
      JacksonFamily.check(root);
      return List.copyOf(libraries.values());
    } catch (DependencyResolutionException e) {
      throw new ProblemException(
          Problem.around(
              111,
              "The class path of " + project.getArtifactId() + " cannot be resolved",
              "the dependencies in pom.xml, and " + GROUP + ":" + RUNTIME + ":" + version,
              String.valueOf(e.getMessage()),
              session.isOffline()
                  ? "build once without -o"
                  : "check the repositories and try again"),
          e);
    }
  }

  private Dependency own(String artifactId) {
    return new Dependency(new DefaultArtifact(GROUP, artifactId, "jar", version), "runtime");
  }

  /** Runtime and API are of one version: this plugin's. */
  private Dependency ours(Dependency dependency, MavenProject project) {
    Artifact artifact = dependency.getArtifact();
    if (!artifact.getGroupId().equals(GROUP) || !artifact.getArtifactId().startsWith("kubeless-")) {
      return dependency;
    }
    if (newer(artifact.getVersion())) {
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

  private boolean newer(String other) {
    try {
      return new org.apache.maven.artifact.versioning.ComparableVersion(other)
              .compareTo(new org.apache.maven.artifact.versioning.ComparableVersion(version))
          > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Pins what the project resolved, so that our own dependencies change none of its versions. */
  private void manage(CollectRequest collect, MavenProject project) {
    Map<String, Dependency> managed = new LinkedHashMap<>();
    for (org.apache.maven.artifact.Artifact each : project.getArtifacts()) {
      Artifact artifact = RepositoryUtils.toArtifact(each);
      boolean ours = artifact.getGroupId().equals(GROUP);
      Artifact pinned =
          new DefaultArtifact(
              artifact.getGroupId(),
              artifact.getArtifactId(),
              artifact.getClassifier(),
              artifact.getExtension(),
              ours ? version : each.getBaseVersion());
      managed.put(key(pinned), new Dependency(pinned, null));
    }
    managed.put(GROUP + ":" + API + "::jar", managedOwn());
    JacksonFamily.pins(project.getArtifacts())
        .forEach(d -> managed.putIfAbsent(key(d.getArtifact()), d));
    if (project.getDependencyManagement() != null) {
      for (org.apache.maven.model.Dependency each :
          project.getDependencyManagement().getDependencies()) {
        Dependency dependency =
            RepositoryUtils.toDependency(
                each, session.getRepositorySession().getArtifactTypeRegistry());
        if (!dependency.getArtifact().getGroupId().equals(GROUP)) {
          managed.putIfAbsent(key(dependency.getArtifact()), dependency);
        }
      }
    }
    collect.setManagedDependencies(new ArrayList<>(managed.values()));
  }

  private Dependency managedOwn() {
    return new Dependency(new DefaultArtifact(GROUP, API, "jar", version), null);
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

  private static void add(Map<String, Library> libraries, DependencyNode node) {
    Artifact artifact = node.getArtifact();
    if (artifact == null || artifact.getFile() == null || !artifact.getExtension().equals("jar")) {
      return;
    }
    Path file = artifact.getFile().toPath();
    String classifier = artifact.getClassifier();
    if (Files.isDirectory(file) && !classifier.isEmpty()) {
      throw new ProblemException(
          Problem.inProject(
              112,
              "The jar of " + artifact + " is not packed yet",
              file.toString(),
              "Maven gives the class directory for it, without what its classifier means",
              "mvn package kubeless:deploy"));
    }
    String name =
        artifact.getGroupId()
            + "."
            + artifact.getArtifactId()
            + "-"
            + artifact.getBaseVersion()
            + (classifier.isEmpty() ? "" : "-" + classifier)
            + ".jar";
    libraries.putIfAbsent(name, new Library(name, file, kind(artifact, file)));
  }

  private static Library.Kind kind(Artifact artifact, Path file) {
    if (artifact.getGroupId().equals(GROUP)
        && artifact.getArtifactId().startsWith("kubeless-function-")) {
      return Library.Kind.RUNTIME;
    }
    return artifact.isSnapshot() || Files.isDirectory(file)
        ? Library.Kind.SNAPSHOT
        : Library.Kind.RELEASE;
  }
}
