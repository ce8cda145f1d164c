package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Says what Jib's exceptions mean to the person who built the image. */
final class ImageProblems {
  private ImageProblems() {}

  static ProblemException of(Exception thrown, Image image, Destination destination) {
    Throwable cause = thrown;
    while (cause instanceof java.util.concurrent.ExecutionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    RegistryUnauthorizedException unauthorized = find(cause, RegistryUnauthorizedException.class);
    if (unauthorized != null) {
      return unauthorized(unauthorized);
    }
    if (find(cause, ConnectException.class) != null
        || find(cause, UnknownHostException.class) != null
        || find(cause, SocketTimeoutException.class) != null) {
      return problem(
          102, "A registry cannot be reached for " + image.name(), image, cause, "try again");
    }
    if (destination instanceof Destination.Daemon && cause instanceof IOException) {
      return problem(
          110,
          "The image cannot be loaded into the Docker daemon",
          image,
          cause,
          "start Docker, or build a tar with mvn kubeless:build");
    }
    String text = String.valueOf(cause.getMessage());
    if (text.contains("offline mode")) {
      return problem(
          108,
          "The base image " + image.base() + " is not on this machine",
          image,
          cause,
          "build once without -o, or use -Dkubeless.image.base=" + Image.LINKED_JRE);
    }
    return problem(
        108,
        "The image cannot be built on " + image.base(),
        image,
        cause,
        "check the name of the base image, or use -Dkubeless.image.base=" + Image.LINKED_JRE);
  }

  private static ProblemException unauthorized(RegistryUnauthorizedException e) {
    String registry = e.getImageReference().split("/", 2)[0];
    return new ProblemException(
        Problem.around(
            104,
            "The registry refuses " + e.getImageReference(),
            registry,
            "status "
                + (e.getCause() instanceof com.google.cloud.tools.jib.http.ResponseException http
                    ? http.getStatusCode()
                    : 401)
                + ": no credentials were found, or they do not allow it",
            "docker login "
                + registry
                + ", or add a <server> with <id>"
                + registry
                + "</id> to settings.xml"),
        e);
  }

  private static ProblemException problem(
      int code, String what, Image image, Throwable cause, String remedy) {
    String why = NetworkFailure.why(cause).lines().findFirst().orElse("");
    return new ProblemException(Problem.around(code, what, image.name(), why, remedy), cause);
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
