package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goalsOfPackaged;

import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.RuntimePart;
import java.io.File;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/** Creates the requests for the images, and for processes on this machine, of a module. */
class ImageRequests {
  private static final Instant NO_TIMESTAMP = Instant.EPOCH;

  private final MavenSession session;
  private final FunctionClassPath classPath;
  private final ToolchainManager toolchains;

  ImageRequests(MavenSession session, FunctionClassPath classPath, ToolchainManager toolchains) {
    this.session = session;
    this.classPath = classPath;
    this.toolchains = toolchains;
  }

  /**
   * Returns requests for functions that are started again and again: with the classes rather than
   * the packaged jar, and libraries that are resolved once for the same parts of the runtime.
   */
  ImageRequests forDevelopment() {
    Map<Set<RuntimePart>, List<Library>> known = new HashMap<>();
    return new ImageRequests(session, classPath, toolchains) {
      @Override
      List<Library> libraries(MavenProject project, Set<RuntimePart> parts) {
        return known.computeIfAbsent(parts, each -> super.libraries(project, each));
      }

      @Override
      Path classes(FunctionModule module) {
        return Path.of(module.project().getBuild().getOutputDirectory());
      }
    };
  }

  List<Library> libraries(MavenProject project, Set<RuntimePart> parts) {
    return classPath.resolve(project, parts);
  }

  /** Returns the request for the image of a function. */
  ImageRequest of(FunctionModule module, Function function) {
    MavenProject project = module.project();
    GoalSettings settings = module.settings();
    return new ImageRequest(
        function,
        classes(module),
        libraries(project, function.parts()),
        created(project),
        settings.output().resolve(function.name()).resolve("image"),
        jdk(),
        project.getBasedir().toPath());
  }

  Path classes(FunctionModule module) {
    MavenProject project = module.project();
    return module.settings().packagedJar()
        ? packaged(project)
        : Path.of(project.getBuild().getOutputDirectory());
  }

  private static Path packaged(MavenProject project) {
    File file = project.getArtifact().getFile();
    if (file != null && file.isFile()) {
      return file.toPath();
    }
    String classified =
        project.getAttachedArtifacts().stream()
            .filter(each -> each.getArtifactHandler().isAddedToClasspath())
            .map(each -> String.valueOf(each.getFile()))
            .collect(Collectors.joining(", "));
    String where = "<image><jar>packaged</jar>";
    throw new ProblemException(
        classified.isEmpty()
            ? Problem.of(
                    ErrorCode.JAR_NOT_PACKAGED, "The jar of %s is missing", project.getArtifactId())
                .at("%s", where)
                .because(
                    "goals on the command line fork a build that ends before the phase package")
                .remedy(goalsOfPackaged("deploy"))
            : Problem.of(
                    ErrorCode.JAR_NOT_PACKAGED,
                    "%s has no jar without a classifier",
                    project.getArtifactId())
                .at("%s", where)
                .because("package created only %s, and the image requires the main jar", classified)
                .remedy("remove the <classifier> of maven-jar-plugin, or remove %s", where));
  }

  private static Instant created(MavenProject project) {
    String text = project.getProperties().getProperty("project.build.outputTimestamp", "");
    try {
      if (text.matches("\\d{2,}")) {
        return Instant.ofEpochSecond(Long.parseLong(text));
      }
      return text.length() < 2 ? NO_TIMESTAMP : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.INVALID_VALUE, "project.build.outputTimestamp is not valid: %s", text)
              .at("pom.xml")
              .because("seconds since 1970, or a time such as 2026-01-01T00:00:00Z, are expected")
              .remedy("correct it or remove it"),
          e);
    }
  }

  /** Returns the directory of the Java for processes of the build. */
  Path jdk() {
    Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
    Optional<Path> javac =
        Optional.ofNullable(toolchain).map(found -> found.findTool("javac")).map(Path::of);
    return javac
        .map(Path::getParent)
        .map(Path::getParent)
        .orElse(Path.of(System.getProperty("java.home")));
  }
}
