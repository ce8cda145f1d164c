package io.kubeless.java;

import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.maven.model.Model;
import org.apache.maven.model.io.xpp3.MavenXpp3Reader;
import org.apache.maven.model.io.xpp3.MavenXpp3Writer;
import org.codehaus.plexus.util.xml.pull.XmlPullParserException;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.WorkspaceReader;
import org.eclipse.aether.repository.WorkspaceRepository;
import org.jspecify.annotations.Nullable;

/**
 * The POM of a function, which the resolver finds as if a repository contained it. What the image
 * of the runtime provides is removed: the artifacts of this project, and upstream's parent and
 * {@code params}, which no repository contains.
 */
final class FunctionPom implements WorkspaceReader {
  private static final String GROUP = "io.kubeless";

  private final WorkspaceRepository repository = new WorkspaceRepository("function");
  private final Artifact artifact;
  private final Path file;

  private FunctionPom(Artifact artifact, Path file) {
    this.artifact = artifact;
    this.file = file;
  }

  /**
   * Reads a POM.
   *
   * @param copy where the POM is written as it is resolved
   */
  static FunctionPom read(Path pom, Path copy) throws IOException, Failure {
    Model model;
    try (Reader reader = Files.newBufferedReader(pom)) {
      model = new MavenXpp3Reader().read(reader);
    } catch (XmlPullParserException e) {
      String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new Failure(pom.getFileName() + ":" + Math.max(e.getLineNumber(), 1) + ": " + why);
    }
    if (model.getParent() != null
        && GROUP.equals(model.getParent().getGroupId())
        && "kubeless".equals(model.getParent().getArtifactId())) {
      model.setParent(null);
    }
    model.getDependencies().removeIf(each -> GROUP.equals(each.getGroupId()));
    model.setGroupId("function");
    model.setArtifactId("function");
    model.setVersion("1");
    model.setPackaging("pom");
    Files.createDirectories(Objects.requireNonNull(copy.toAbsolutePath().getParent()));
    try (Writer writer = Files.newBufferedWriter(copy)) {
      new MavenXpp3Writer().write(writer, model);
    }
    return new FunctionPom(new DefaultArtifact("function", "function", "pom", "1"), copy);
  }

  Artifact artifact() {
    return artifact;
  }

  @Override
  public WorkspaceRepository getRepository() {
    return repository;
  }

  @Override
  public @Nullable File findArtifact(Artifact wanted) {
    boolean same =
        wanted.getGroupId().equals(artifact.getGroupId())
            && wanted.getArtifactId().equals(artifact.getArtifactId())
            && wanted.getExtension().equals("pom");
    return same ? file.toFile() : null;
  }

  @Override
  public List<String> findVersions(Artifact wanted) {
    return Optional.ofNullable(findArtifact(wanted)).map(each -> List.of("1")).orElse(List.of());
  }
}
