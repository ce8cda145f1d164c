package io.kubeless.java;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactDescriptorException;
import org.eclipse.aether.resolution.ArtifactDescriptorRequest;
import org.eclipse.aether.resolution.ArtifactDescriptorResult;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;
import org.eclipse.aether.resolution.DependencyResult;
import org.eclipse.aether.supplier.RepositorySystemSupplier;
import org.eclipse.aether.util.artifact.JavaScopes;
import org.eclipse.aether.util.filter.DependencyFilterUtils;
import org.eclipse.aether.util.repository.SimpleArtifactDescriptorPolicy;
import org.jspecify.annotations.Nullable;

/** Resolves the dependencies of the function's POM as Maven does, and copies them to the volume. */
record Installation(Phase phase) {
  private static final int CONNECT_MILLIS = 10_000;
  private static final int REQUEST_MILLIS = 60_000;

  void run() throws IOException, Failure {
    Path work = Path.of(System.getProperty("java.io.tmpdir", "/tmp"), "kubeless-install");
    FunctionPom pom = FunctionPom.read(phase.dependenciesFile(), work.resolve("pom.xml"));
    MavenSettings settings = MavenSettings.read(phase.secrets());
    String local = settings.settings().getLocalRepository();
    RepositorySystem system = new RepositorySystemSupplier().get();
    DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
    session.setSystemProperties(System.getProperties());
    session.setLocalRepositoryManager(
        system.newLocalRepositoryManager(
            session, new LocalRepository(local == null ? work.resolve("repository") + "" : local)));
    session.setConfigProperty("aether.connector.connectTimeout", CONNECT_MILLIS);
    session.setConfigProperty("aether.connector.requestTimeout", REQUEST_MILLIS);
    session.setWorkspaceReader(pom);
    settings.configure(session);
    try {
      copy(resolved(system, session, pom, settings));
    } catch (Failure e) {
      List<String> lines = new ArrayList<>(e.lines());
      lines.add(
          settings
              .file()
              .map(file -> "the settings of Maven are " + file)
              .orElse("there is no settings.xml in a directory below " + phase.secrets()));
      throw new Failure(lines);
    } finally {
      system.shutdown();
    }
  }

  private List<Artifact> resolved(
      RepositorySystem system,
      DefaultRepositorySystemSession session,
      FunctionPom pom,
      MavenSettings settings)
      throws Failure {
    List<RemoteRepository> repositories =
        system.newResolutionRepositories(session, settings.repositories());
    ArtifactDescriptorResult descriptor = descriptor(system, session, pom, repositories);
    CollectRequest request = new CollectRequest();
    for (Dependency each : descriptor.getDependencies()) {
      List<Exclusion> exclusions = new ArrayList<>(each.getExclusions());
      exclusions.add(new Exclusion("io.kubeless", "*", "*", "*"));
      request.addDependency(each.setExclusions(exclusions));
    }
    request.setManagedDependencies(descriptor.getManagedDependencies());
    List<RemoteRepository> all =
        new ArrayList<>(system.newResolutionRepositories(session, descriptor.getRepositories()));
    repositories.stream()
        .filter(each -> all.stream().noneMatch(other -> other.getId().equals(each.getId())))
        .forEach(all::add);
    request.setRepositories(all);
    try {
      DependencyResult result =
          system.resolveDependencies(
              session,
              new DependencyRequest(
                  request,
                  DependencyFilterUtils.classpathFilter(JavaScopes.COMPILE, JavaScopes.RUNTIME)));
      return result.getArtifactResults().stream().map(ArtifactResult::getArtifact).toList();
    } catch (DependencyResolutionException e) {
      throw new Failure(lines(e));
    }
  }

  private ArtifactDescriptorResult descriptor(
      RepositorySystem system,
      DefaultRepositorySystemSession session,
      FunctionPom pom,
      List<RemoteRepository> repositories)
      throws Failure {
    DefaultRepositorySystemSession strict = new DefaultRepositorySystemSession(session);
    strict.setArtifactDescriptorPolicy(new SimpleArtifactDescriptorPolicy(false, false));
    try {
      return system.readArtifactDescriptor(
          strict, new ArtifactDescriptorRequest(pom.artifact(), repositories, ""));
    } catch (ArtifactDescriptorException e) {
      throw new Failure(
          String.valueOf(innermost(e).getMessage())
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .toList());
    }
  }

  /** Returns one line for each artifact that is missing, with the repositories that were asked. */
  private List<String> lines(DependencyResolutionException failure) {
    Set<String> lines = new LinkedHashSet<>();
    if (failure.getResult() != null) {
      failure.getResult().getCollectExceptions().forEach(each -> lines.add(line(each)));
      for (ArtifactResult each : failure.getResult().getArtifactResults()) {
        if (!each.isResolved()) {
          each.getExceptions().forEach(exception -> lines.add(line(exception)));
        }
      }
    }
    if (lines.isEmpty()) {
      lines.add(line(failure));
    }
    return List.copyOf(lines);
  }

  private String line(Throwable failure) {
    return phase.dependenciesFile().getFileName()
        + ": "
        + String.valueOf(innermost(failure).getMessage()).lines().findFirst().orElse("");
  }

  /** Returns the cause that names the artifact and the repository; causes below are of sockets. */
  private static Throwable innermost(Throwable failure) {
    Throwable found = failure;
    @Nullable Throwable cause = failure.getCause();
    while (cause != null
        && (cause.getClass().getName().startsWith("org.eclipse.aether.")
            || cause.getClass().getName().startsWith("org.apache.maven.model."))) {
      found = cause;
      cause = cause.getCause();
    }
    return found;
  }

  private void copy(List<Artifact> artifacts) throws IOException {
    Files.createDirectories(phase.libraries());
    for (Artifact each : artifacts) {
      Path file = each.getFile().toPath();
      Path target = phase.libraries().resolve(each.getGroupId() + "." + file.getFileName());
      Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
