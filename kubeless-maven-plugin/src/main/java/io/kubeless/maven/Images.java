package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goalsOfPackaged;

import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.image.ImageBuilder;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;
import org.apache.maven.project.MavenProject;
import org.apache.maven.toolchain.Toolchain;
import org.apache.maven.toolchain.ToolchainManager;

/** Builds the images of a module's functions. */
final class Images {
  private static final Instant NO_TIMESTAMP = Instant.EPOCH;

  private final MavenSession session;
  private final FunctionClassPath classPath;
  private final Registries registries;
  private final ToolchainManager toolchains;
  private final Log log;

  Images(
      MavenSession session,
      FunctionClassPath classPath,
      Registries registries,
      ToolchainManager toolchains,
      Log log) {
    this.session = session;
    this.classPath = classPath;
    this.registries = registries;
    this.toolchains = toolchains;
    this.log = log;
  }

  /** Builds an image, puts it where it goes and says so in one line. */
  BuiltImage build(Module module, Function function, Path output, boolean packaged, Destination to)
      throws IOException {
    long start = System.nanoTime();
    ImageProgress progress = new ImageProgress(log, session.getRequest().isInteractiveMode());
    ImageBuilder builder =
        new ImageBuilder(registries, session.isOffline(), cache(output), progress::accept);
    BuiltImage built;
    try {
      built = builder.build(request(module, function, output, packaged), to);
    } finally {
      progress.done();
    }
    log.info(
        String.format(
            Locale.ROOT,
            "image     %s@%s   %s   %.1f s",
            function.image().name(),
            built.digest(),
            moved(built, to),
            (System.nanoTime() - start) / 1e9));
    return built;
  }

  /** Checks that a base image can be had before anything slow. */
  void checkBase(Image image, Path output) throws IOException {
    new ImageBuilder(registries, session.isOffline(), cache(output), part -> {}).checkBase(image);
  }

  /** Returns what an image, or a process on this machine, is made of. */
  ImageRequest request(Module module, Function function, Path output, boolean packaged) {
    MavenProject project = module.project();
    return new ImageRequest(
        function,
        packaged ? packaged(project) : Path.of(project.getBuild().getOutputDirectory()),
        classPath.resolve(project, function.parts()),
        created(project),
        output.resolve(function.name()).resolve("image"),
        jdk());
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
                .remedy("%s", goalsOfPackaged("deploy"))
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

  private Path jdk() {
    Toolchain toolchain = toolchains.getToolchainFromBuildContext("jdk", session);
    Optional<Path> javac =
        Optional.ofNullable(toolchain).map(found -> found.findTool("javac")).map(Path::of);
    return javac
        .map(Path::getParent)
        .map(Path::getParent)
        .orElse(Path.of(System.getProperty("java.home")));
  }

  /** Returns the user's cache, or one below the build directory for a user who cannot write any. */
  private static Path cache(Path output) {
    String home =
        Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
            .filter(value -> !value.isBlank())
            .orElse(System.getProperty("user.home") + "/.cache");
    Path shared = Path.of(home, "kubeless-maven-plugin");
    try {
      if (Files.isWritable(Files.createDirectories(shared))) {
        return shared;
      }
    } catch (IOException e) {
      // An account without a home, as containers have it.
    }
    return output.resolve("cache");
  }

  private static String moved(BuiltImage built, Destination to) {
    if (to instanceof Destination.Registry) {
      return built.bytes() == 0 ? "nothing new pushed" : size(built.bytes()) + " pushed";
    }
    return size(built.bytes()) + " built";
  }

  static String size(long bytes) {
    return bytes < 999_500
        ? Math.max(1, Math.round(bytes / 1e3)) + " kB"
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
