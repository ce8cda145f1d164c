package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * A repository of a registry, with its own connection. So the permissions of this registry (plain
 * HTTP, an untrusted certificate) and its login apply to no other registry.
 */
final class Repository implements Closeable {
  private final ImageReference name;
  private final Optional<String> source;
  private final Registries registries;
  private final FailoverHttpClient http;
  private RegistryClient client;
  private boolean loggedIn;

  Repository(ImageReference name, Registries registries) {
    this(name, Optional.empty(), registries);
  }

  /**
   * Creates a repository for a push.
   *
   * @param source a repository of the same registry that layers may be mounted from
   */
  Repository(ImageReference name, Optional<String> source, Registries registries) {
    boolean plain = registries.mayBePlain(name.getRegistry());
    this.name = name;
    this.source = source;
    this.registries = registries;
    this.http = new FailoverHttpClient(plain, plain, event -> {});
    this.client = client(Optional.empty());
  }

  private RegistryClient client(Optional<Credential> credential) {
    String host = name.getRegistry();
    String repository = name.getRepository();
    RegistryClient.Factory factory =
        source
            .map(from -> RegistryClient.factory(EventHandlers.NONE, host, repository, from, http))
            .orElseGet(() -> RegistryClient.factory(EventHandlers.NONE, host, repository, http));
    return factory
        .setUserAgent("kubeless-maven-plugin")
        .setCredential(credential.orElse(null))
        .newRegistryClient();
  }

  /** Returns the current client, with the login that it has so far. */
  RegistryClient client() {
    return client;
  }

  /** Pulls a manifest. The first attempt uses no login, because many images are public. */
  ManifestTemplate manifest(String tagOrDigest) throws IOException, RegistryException {
    try {
      return client.pullManifest(tagOrDigest).getManifest();
    } catch (RegistryUnauthorizedException e) {
      if (loggedIn) {
        throw e;
      }
      Optional<Credential> credential = Logins.of(name, registries);
      client = client(credential);
      loggedIn = true;
      if (!client.doPullBearerAuth()) {
        useBasicLogin(credential);
      }
      return client.pullManifest(tagOrDigest).getManifest();
    }
  }

  /** Logs in for a push, if the registry requires it. */
  void logInToPush() throws IOException, RegistryException {
    Optional<Credential> credential = Logins.of(name, registries);
    client = client(credential);
    loggedIn = true;
    if (!client.doPushBearerAuth()) {
      useBasicLogin(credential);
    }
  }

  private void useBasicLogin(Optional<Credential> credential) {
    if (credential.filter(each -> !each.isOAuth2RefreshToken()).isPresent()) {
      client.configureBasicAuth();
    }
  }

  @Override
  public void close() throws IOException {
    http.shutDown();
  }
}
