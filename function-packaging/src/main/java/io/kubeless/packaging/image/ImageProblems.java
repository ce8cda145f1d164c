package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.http.ResponseException;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Converts Jib's exceptions to problems that explain them to the user. */
final class ImageProblems {
  private static final String LINK = "-Dkubeless.image.base=" + Image.LINKED_JRE;

  private ImageProblems() {}

  /** Returns the problem of a base image that could not be pulled. */
  static ProblemException ofBase(Exception thrown, ImageReference name) {
    Throwable cause = unwrap(thrown);
    String where = "image.base: " + name;
    ResponseException response = find(cause, ResponseException.class);
    if (find(cause, RegistryUnauthorizedException.class) != null) {
      String host = name.getRegistry();
      return problem(
          104,
          "The registry " + host + " refuses the base image " + name,
          where,
          status(response) + "the image is not there, or it needs a login",
          "check the name in image.base; docker login " + host + "; or use " + LINK,
          cause);
    }
    if (response != null && response.getStatusCode() == 404) {
      return problem(
          108,
          "The base image " + name + " is not found",
          where,
          "the registry " + name.getRegistry() + " answers 404",
          "check the name and tag in image.base, or use " + LINK,
          cause);
    }
    return problem(
        cause instanceof RegistryException ? 108 : 102,
        "The base image " + name + " cannot be pulled",
        where,
        why(cause),
        "try again, choose another image.base, or use " + LINK,
        cause);
  }

  /** Returns the problem of an image that could not be uploaded. */
  static ProblemException ofTarget(Exception thrown, Image image) {
    Throwable cause = unwrap(thrown);
    RegistryUnauthorizedException refused = find(cause, RegistryUnauthorizedException.class);
    if (refused != null) {
      String registry = refused.getImageReference().split("/", 2)[0];
      return problem(
          104,
          "The registry refuses " + refused.getImageReference(),
          registry,
          status(find(cause, ResponseException.class))
              + "no credentials were found, or they do not allow it",
          "docker login "
              + registry
              + ", or add a <server> with <id>"
              + registry
              + "</id> to settings.xml",
          cause);
    }
    return problem(
        102,
        "The image " + image.name() + " cannot be pushed",
        image.registry().orElse(image.name()),
        why(cause),
        "try again",
        cause);
  }

  /** Returns the problem of an image that the Docker daemon did not accept. */
  static ProblemException ofDaemon(Exception thrown, Image image) {
    ProblemException missing = missingBase(unwrap(thrown), image);
    return missing != null
        ? missing
        : problem(
            110,
            "The image cannot be loaded into the Docker daemon",
            image.name(),
            why(unwrap(thrown)),
            "start Docker, or build a tar with mvn kubeless:build",
            thrown);
  }

  /** Returns the problem of layers that could not be assembled. */
  static ProblemException ofAssembly(Exception thrown, Image image) {
    ProblemException missing = missingBase(unwrap(thrown), image);
    return missing != null
        ? missing
        : problem(
            108,
            "The image cannot be built on " + image.base(),
            "image.base: " + image.base(),
            why(unwrap(thrown)),
            "choose another image.base, or use " + LINK,
            thrown);
  }

  private static @Nullable ProblemException missingBase(Throwable cause, Image image) {
    return String.valueOf(cause.getMessage()).contains("not found in local Jib cache")
        ? notCached(image.base(), image.architectures(), cause)
        : null;
  }

  /**
   * Returns the problem of a base image that an offline build needs and no earlier build has
   * pulled.
   */
  static ProblemException notCached(
      String base, List<String> architectures, @Nullable Throwable cause) {
    return problem(
        108,
        "The base image " + base + " is not on this machine",
        "image.base: " + base,
        "Maven is offline (-o), and no earlier build has pulled it for "
            + String.join(" and ", architectures),
        "build once without -o, or use " + LINK,
        cause);
  }

  private static String status(@Nullable ResponseException response) {
    return "status " + (response == null ? 401 : response.getStatusCode()) + ": ";
  }

  private static String why(Throwable cause) {
    return NetworkFailure.why(cause).lines().findFirst().orElse("");
  }

  private static ProblemException problem(
      int code, String what, String where, String why, String remedy, @Nullable Throwable cause) {
    return new ProblemException(Problem.around(code, what, where, why, remedy), cause);
  }

  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static <T extends Throwable> @Nullable T find(@Nullable Throwable thrown, Class<T> type) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (type.isInstance(each)) {
        return type.cast(each);
      }
    }
    return null;
  }
}
