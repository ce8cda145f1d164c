package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;

/** Parses names of images. */
final class RegistryImages {
  private RegistryImages() {}

  /** Parses a name. */
  static ImageReference parse(String name) {
    try {
      return ImageReference.parse(name);
    } catch (InvalidImageReferenceException e) {
      throw new ProblemException(
          Problem.of(ErrorCode.INVALID_VALUE, "The image's name is not valid: %s", name)
              .at("image.name, image.base or the registry")
              .because(
                  "host[:port]/repository[:tag] is expected, with a host name or an IPv4 address")
              .remedy("registry.acme.com/team/hello:1.0"),
          e);
    }
  }
}
