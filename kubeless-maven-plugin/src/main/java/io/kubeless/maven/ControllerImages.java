package io.kubeless.maven;

import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.image.JavaRuntimeEntry;
import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.image.ProgramImage;
import io.kubeless.packaging.install.ResourceDefinitions;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.QuickStart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds the images of an installation from published artifacts, and pushes them. */
final class ControllerImages {
  private final GoalContext goal;
  private final GoalSettings settings;
  private final Map<InstalledProgram, List<Library>> classPaths =
      new EnumMap<>(InstalledProgram.class);

  ControllerImages(GoalContext goal, GoalSettings settings) {
    this.goal = goal;
    this.settings = settings;
  }

  /** Returns the definitions in the controller's artifact. */
  ResourceDefinitions definitions() throws IOException {
    return ResourceDefinitions.read(classPath(InstalledProgram.CONTROLLER).get(0).path());
  }

  private List<Library> classPath(InstalledProgram program) {
    return classPaths.computeIfAbsent(
        program,
        any ->
            new ProgramClassPath(goal.session(), goal.repositorySystem(), version())
                .resolve(goal.project(), program.artifactId(), program.more()));
  }

  private String version() {
    return goal.plugin().getVersion();
  }

  /**
   * Builds and pushes an image.
   *
   * @param architectures by their names in OCI
   * @return the image with its digest
   */
  Image push(InstalledProgram program, String registry, List<String> architectures)
      throws IOException {
    Image image = image(program, registry, architectures);
    ProgramImage built =
        new ProgramImage(program.artifactId(), version(), program.main(), program.handler(), image);
    Path work = settings.output().resolve(program.artifactId()).resolve("image");
    String digest =
        goal.images(settings)
            .build(
                built.request(classPath(program), work, jdk()),
                settings.output(),
                new Destination.Registry())
            .digest();
    return image.withDigest(digest);
  }

  /** Returns an image as it is configured. */
  Image image(InstalledProgram program, String registry, List<String> architectures) {
    return new Image(
        registry + "/" + program.artifactId() + ":" + version(),
        Optional.empty(),
        NamedFunction.property(goal, "image.base").orElse(Image.LINKED_JRE),
        architectures,
        new QuickStart(false, Optional.empty(), List.of(), program.modules()));
  }

  /** Returns the entry of the Java runtime for the configuration of the controller. */
  String javaRuntime(Image image) throws IOException {
    return new JavaRuntimeEntry(image.reference(), ProgramImage.release(image, jdk())).json();
  }

  private Path jdk() {
    return goal.imageRequests().jdk();
  }
}
