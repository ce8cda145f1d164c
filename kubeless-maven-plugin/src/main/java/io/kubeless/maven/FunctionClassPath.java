package io.kubeless.maven;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.RuntimePart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.RepositoryUtils;
import org.apache.maven.artifact.Artifact;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.DependencyNode;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * The class path of a function: the artifacts that Maven resolved for the project, unchanged and in
 * their order, followed by the artifacts that the runtime needs, in the versions that the project
 * has selected.
 */
final class FunctionClassPath {
  // A system jar is on the build machine, and nothing provides it in a container.
  private static final List<String> SCOPES =
      List.of(Artifact.SCOPE_COMPILE, Artifact.SCOPE_RUNTIME, Artifact.SCOPE_SYSTEM);

  private final MavenSession session;
  private final RepositorySystem repositories;
  private final OwnArtifacts own;

  FunctionClassPath(MavenSession session, RepositorySystem repositories, String version) {
    this.session = session;
    this.repositories = repositories;
    this.own = new OwnArtifacts(version);
  }

  /** Returns the compile class path of the project, without its own classes. */
  static List<Path> ofProject(MavenProject project) {
    List<Path> path = new ArrayList<>();
    for (Artifact artifact : project.getArtifacts()) {
      boolean jar = artifact.getArtifactHandler().isAddedToClasspath();
      if (jar && artifact.getFile() != null && !Artifact.SCOPE_TEST.equals(artifact.getScope())) {
        path.add(artifact.getFile().toPath());
      }
    }
    return path;
  }

  /** Returns the jars in addition to the function's own classes, in the order of the class path. */
  List<Library> resolve(MavenProject project, Set<RuntimePart> parts) {
    List<Artifact> runtime = runtime(project);
    Map<String, ClassPathEntry> ours = resolveOwn(project, runtime, parts);
    List<ClassPathEntry> classPath = new ArrayList<>();
    for (Artifact each : runtime) {
      ClassPathEntry resolved = ClassPathEntry.of(each);
      ClassPathEntry same = ours.remove(resolved.key());
      boolean replaced = OwnArtifacts.contains(each.getGroupId(), each.getArtifactId());
      classPath.add(replaced && same != null ? same : resolved);
    }
    classPath.addAll(ours.values());
    if (parts.contains(RuntimePart.JSON)) {
      JacksonFamily.check(classPath);
    }
    if (parts.contains(RuntimePart.KAFKA)) {
      KafkaClients.check(classPath);
    }
    return LibraryFiles.of(classPath);
  }

  /**
   * Returns the jars of parts of the runtime alone, without resolving what the project depends on.
   */
  List<Path> resolveParts(MavenProject project, Set<RuntimePart> parts) {
    return LibraryFiles.of(List.copyOf(resolveOwn(project, List.of(), parts).values())).stream()
        .map(Library::path)
        .toList();
  }

  private static List<Artifact> runtime(MavenProject project) {
    return project.getArtifacts().stream()
        .filter(each -> SCOPES.contains(each.getScope()))
        .filter(each -> each.getArtifactHandler().isAddedToClasspath())
        .filter(each -> each.getFile() != null)
        .toList();
  }

  private Map<String, ClassPathEntry> resolveOwn(
      MavenProject project, List<Artifact> runtime, Set<RuntimePart> parts) {
    CollectRequest collect = new CollectRequest();
    collect.setRepositories(project.getRemoteProjectRepositories());
    collect.setDependencies(own.dependencies(runtime, project.getArtifactId(), parts));
    collect.setManagedDependencies(pins(project));
    try {
      DependencyNode root =
          repositories
              .resolveDependencies(
                  session.getRepositorySession(), new DependencyRequest(collect, null))
              .getRoot();
      Map<String, ClassPathEntry> entries = new LinkedHashMap<>();
      preorder(root, List.of(), entries);
      return entries;
    } catch (DependencyResolutionException e) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.CLASS_PATH_UNRESOLVED,
                  "The class path of %s cannot be resolved",
                  project.getArtifactId())
              .at("the dependencies in pom.xml, and %s", own.name())
              .because(Message.verbatim(messages(e)))
              .remedy(
                  session.isOffline()
                      ? Message.of("build once without -o")
                      : Message.of("check the repositories and try again")),
          e);
    }
  }

  /**
   * Returns the artifacts that were not found or not downloaded. Maven's own summary differs
   * between versions.
   */
  static String messages(DependencyResolutionException e) {
    String messages =
        e.getResult().getArtifactResults().stream()
            .filter(result -> !result.isResolved())
            .flatMap(result -> result.getExceptions().stream())
            .map(Throwable::getMessage)
            .distinct()
            .collect(Collectors.joining("; "));
    return messages.isEmpty() ? String.valueOf(e.getMessage()) : messages;
  }

  /**
   * Returns the versions that the project has selected: those that it resolved, then those that it
   * manages, then those of Jackson that match the project's parts. The project's managed scopes and
   * exclusions are only for its own dependencies, because the runtime needs all of its artifacts.
   */
  private List<Dependency> pins(MavenProject project) {
    Map<String, Dependency> pins = new LinkedHashMap<>();
    for (Artifact each : project.getArtifacts()) {
      pin(pins, RepositoryUtils.toArtifact(each), each.getBaseVersion());
    }
    if (project.getDependencyManagement() != null) {
      for (org.apache.maven.model.Dependency each :
          project.getDependencyManagement().getDependencies()) {
        org.eclipse.aether.artifact.Artifact artifact =
            RepositoryUtils.toDependency(
                    each, session.getRepositorySession().getArtifactTypeRegistry())
                .getArtifact();
        pin(pins, artifact, artifact.getVersion());
      }
    }
    for (Dependency each : JacksonFamily.pins(List.copyOf(project.getArtifacts()))) {
      pin(pins, each.getArtifact(), each.getArtifact().getVersion());
    }
    return List.copyOf(pins.values());
  }

  private void pin(
      Map<String, Dependency> pins, org.eclipse.aether.artifact.Artifact artifact, String version) {
    boolean ours = OwnArtifacts.contains(artifact.getGroupId(), artifact.getArtifactId());
    org.eclipse.aether.artifact.Artifact pinned =
        new DefaultArtifact(
            artifact.getGroupId(),
            artifact.getArtifactId(),
            artifact.getClassifier(),
            artifact.getExtension(),
            ours ? own.version() : version);
    pins.putIfAbsent(new ClassPathEntry(pinned, List.of()).key(), new Dependency(pinned, null));
  }

  /**
   * Visits parents before children, because the order of Maven's own flat list differs between
   * versions.
   */
  static void preorder(
      DependencyNode node,
      List<org.eclipse.aether.artifact.Artifact> above,
      Map<String, ClassPathEntry> entries) {
    List<org.eclipse.aether.artifact.Artifact> path = new ArrayList<>(above);
    if (node.getArtifact() != null) {
      path.add(node.getArtifact());
      ClassPathEntry entry = ClassPathEntry.of(node.getArtifact(), path);
      entries.putIfAbsent(entry.key(), entry);
    }
    for (DependencyNode child : node.getChildren()) {
      preorder(child, path, entries);
    }
  }
}
