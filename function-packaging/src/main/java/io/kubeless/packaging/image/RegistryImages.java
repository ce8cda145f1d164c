package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryImage;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import java.nio.file.Path;

/** Images in registries, with every login that may be meant for them, in the order of trust. */
final class RegistryImages {
  private RegistryImages() {}

  static RegistryImage of(ImageReference name, Registries registries) {
    RegistryImage image = RegistryImage.named(name);
    registries
        .logins()
        .apply(name.getRegistry())
        .ifPresent(login -> image.addCredential(login.username(), login.password()));
    CredentialRetrieverFactory retrievers = CredentialRetrieverFactory.forImage(name, event -> {});
    for (Path file : DockerConfigs.of(System.getenv(), System.getProperty("user.home", ""))) {
      image.addCredentialRetriever(retrievers.dockerConfig(file));
    }
    return image.addCredentialRetriever(retrievers.wellKnownCredentialHelpers());
  }

  /** Returns a name that the configuration has checked. */
  static ImageReference parse(String name) {
    try {
      return ImageReference.parse(name);
    } catch (InvalidImageReferenceException e) {
      throw new IllegalArgumentException(name, e);
    }
  }
}
