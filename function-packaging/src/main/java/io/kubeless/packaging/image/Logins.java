package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.RegistryAliasGroup;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the login for an image. */
final class Logins {
  private Logins() {}

  /**
   * Returns the login that the build has for the registry, under any of its names, or else the
   * login that the container tools of this machine have stored; empty if there is none.
   */
  static Optional<Credential> of(ImageReference name, Registries registries) {
    Optional<Credential> given =
        RegistryAliasGroup.getAliasesGroup(name.getRegistry()).stream()
            .map(registries::login)
            .flatMap(Optional::stream)
            .map(login -> Credential.from(login.username(), login.password()))
            .findFirst();
    return given.isPresent() ? given : ofThisMachine(name);
  }

  private static Optional<Credential> ofThisMachine(ImageReference name) {
    CredentialRetrieverFactory factory = CredentialRetrieverFactory.forImage(name, event -> {});
    List<CredentialRetriever> retrievers = new ArrayList<>();
    for (Path file : DockerConfigs.of(System.getenv(), System.getProperty("user.home", ""))) {
      retrievers.add(factory.dockerConfig(file));
    }
    retrievers.add(factory.wellKnownCredentialHelpers());
    for (CredentialRetriever each : retrievers) {
      try {
        Optional<Credential> found = each.retrieve();
        if (found.isPresent()) {
          return found;
        }
      } catch (CredentialRetrievalException e) {
        throw new ProblemException(
            Problem.of(
                    ErrorCode.REGISTRY_LOGIN_FAILED,
                    "The login for %s cannot be read",
                    name.getRegistry())
                .at("%s", name.getRegistry())
                .because(Message.verbatim(String.valueOf(e.getMessage())))
                .remedy("docker login %s", name.getRegistry()),
            e);
      }
    }
    return Optional.empty();
  }
}
