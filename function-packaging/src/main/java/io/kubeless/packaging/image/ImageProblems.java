package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.login;
import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.http.ResponseException;
import io.kubeless.packaging.model.Argument;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Converts Jib's exceptions to problems that explain them to the user. */
final class ImageProblems {
  private static final Argument LINK = setting("image.base", Image.LINKED_JRE);

  private ImageProblems() {}

  /** Returns the problem of a base image that could not be pulled. */
  static ProblemException ofBase(Exception thrown, ImageReference name) {
    Throwable cause = unwrap(thrown);
    ResponseException response = find(cause, ResponseException.class);
    if (find(cause, RegistryUnauthorizedException.class) != null) {
      String host = name.getRegistry();
      return new ProblemException(
          Problem.of(
                  ErrorCode.REGISTRY_LOGIN_FAILED,
                  "The registry %s denies access to the base image %s",
                  host,
                  name)
              .at("image.base: %s", name)
              .because("%sthe image does not exist, or requires a login", status(response))
              .remedy("check the name in image.base; docker login %s; or use %s", host, LINK),
          cause);
    }
    if (response != null && response.getStatusCode() == 404) {
      return new ProblemException(
          Problem.of(ErrorCode.BASE_IMAGE_UNUSABLE, "The base image %s is not found", name)
              .at("image.base: %s", name)
              .because("the registry %s responds with 404", name.getRegistry())
              .remedy("check the name and tag in image.base, or use %s", LINK),
          cause);
    }
    return new ProblemException(
        Problem.of(
                cause instanceof RegistryException
                    ? ErrorCode.BASE_IMAGE_UNUSABLE
                    : ErrorCode.REGISTRY_UNREACHABLE,
                "The base image %s cannot be pulled",
                name)
            .at("image.base: %s", name)
            .because(NetworkFailure.why(cause))
            .remedy("try again, choose another image.base, or use %s", LINK),
        cause);
  }

  /** Returns the problem of an image that could not be uploaded. */
  static ProblemException ofTarget(Exception thrown, Image image) {
    Throwable cause = unwrap(thrown);
    if (cause instanceof ProblemException known) {
      return known; // the login could not be read
    }
    RegistryUnauthorizedException refused = find(cause, RegistryUnauthorizedException.class);
    if (refused != null) {
      String registry = refused.getImageReference().split("/", 2)[0];
      return new ProblemException(
          Problem.of(
                  ErrorCode.REGISTRY_LOGIN_FAILED,
                  "The registry denies access to %s",
                  refused.getImageReference())
              .at("%s", registry)
              .because(
                  "%sno credentials were found, or they do not allow it",
                  status(find(cause, ResponseException.class)))
              .remedy("docker login %s, or %s", registry, login(registry)),
          cause);
    }
    return new ProblemException(
        Problem.of(ErrorCode.REGISTRY_UNREACHABLE, "The image %s cannot be pushed", image.name())
            .at("%s", image.registry().orElse(image.name()))
            .because(NetworkFailure.why(cause))
            .remedy("try again"),
        cause);
  }

  /** Returns the problem of an image that the Docker daemon did not accept. */
  static ProblemException ofDaemon(Exception thrown, Image image) {
    ProblemException missing = missingBase(unwrap(thrown), image);
    return missing != null
        ? missing
        : new ProblemException(
            Problem.of(ErrorCode.DOCKER_FAILED, "The image cannot be loaded into the Docker daemon")
                .at("%s", image.name())
                .because(NetworkFailure.why(unwrap(thrown)))
                .remedy("start Docker, or build a tar with %s", goals("build")),
            thrown);
  }

  /** Returns the problem of layers that could not be assembled. */
  static ProblemException ofAssembly(Exception thrown, Image image) {
    ProblemException missing = missingBase(unwrap(thrown), image);
    return missing != null
        ? missing
        : new ProblemException(
            Problem.of(
                    ErrorCode.BASE_IMAGE_UNUSABLE, "The image cannot be built on %s", image.base())
                .at("image.base: %s", image.base())
                .because(NetworkFailure.why(unwrap(thrown)))
                .remedy("choose another image.base, or use %s", LINK),
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
    return new ProblemException(
        Problem.of(
                ErrorCode.BASE_IMAGE_UNUSABLE,
                "The base image %s is not cached on this machine",
                base)
            .at("image.base: %s", base)
            .because(
                "the build is offline, and no earlier build has pulled it for %s",
                String.join(" and ", architectures))
            .remedy("build once while online, or use %s", LINK),
        cause);
  }

  private static Message status(@Nullable ResponseException response) {
    return Message.of("status %s: ", response == null ? 401 : response.getStatusCode());
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
