package io.kubeless.maven;

import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.image.ImageBuilder;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.TriggerRenderer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.plugin.logging.Log;

/** Builds images of functions, and reports each of them in one line. */
final class ImageBuilds {
  private final MavenSession session;
  private final ImageRequests requests;
  private final Registries registries;
  private final Log log;

  ImageBuilds(MavenSession session, ImageRequests requests, Registries registries, Log log) {
    this.session = session;
    this.requests = requests;
    this.registries = registries;
    this.log = log;
  }

  /** Builds the image of a function and writes it to its destination. */
  BuiltImage build(FunctionModule module, Function function, Destination to) throws IOException {
    BuiltImage built = build(requests.of(module, function), module.settings().output(), to);
    for (TriggerRenderer each : function.exposure().renderers()) {
      each.notices(function).forEach(notice -> log.info("          " + notice));
    }
    return built;
  }

  /**
   * Builds an image and writes it to its destination.
   *
   * @param output the directory of the goals' output
   */
  BuiltImage build(ImageRequest request, Path output, Destination to) throws IOException {
    long start = System.nanoTime();
    ImageProgress progress = new ImageProgress(log, session.getRequest().isInteractiveMode());
    ImageBuilder builder =
        new ImageBuilder(registries, session.isOffline(), cache(output), progress::accept);
    BuiltImage built;
    try {
      built = builder.build(request, to);
    } finally {
      progress.done();
    }
    log.info(
        String.format(
            Locale.ROOT,
            "image     %s@%s   %s   %.1f s",
            request.function().image().name(),
            built.digest(),
            moved(built, to),
            (System.nanoTime() - start) / 1e9));
    built.notices().forEach(notice -> log.info(notice.text(MavenWording.INSTANCE)));
    return built;
  }

  /** Checks that a base image is available, or that a JRE can be linked in its place. */
  void checkBase(Image image, Path output) throws IOException {
    new ImageBuilder(registries, session.isOffline(), cache(output), part -> {})
        .checkBase(image, requests.jdk());
  }

  /**
   * Returns the user's cache, or a directory in the build directory if the user cannot write any
   * cache.
   */
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
      // An account without a home directory, as in containers.
    }
    return output.resolve("cache");
  }

  private static String moved(BuiltImage built, Destination to) {
    if (to instanceof Destination.Preview) {
      return "not pushed";
    }
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
