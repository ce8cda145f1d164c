package io.kubeless.maven;

import io.kubeless.packaging.kubeconfig.Caller;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import org.apache.maven.execution.MavenSession;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.repository.AuthenticationContext;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.repository.RemoteRepository;

/** Reads the kubeconfig for this build, with its terminal and the proxies of settings.xml. */
final class MavenCaller {
  private MavenCaller() {}

  static Caller of(MavenSession session) {
    return Caller.here(
        Terminal.isPresent(session), server -> proxy(session.getRepositorySession(), server));
  }

  /** Returns the proxy that Maven would use for a repository at the address. */
  static Optional<URI> proxy(RepositorySystemSession session, URI server) {
    if (session == null || session.getProxySelector() == null) {
      return Optional.empty();
    }
    RemoteRepository repository =
        new RemoteRepository.Builder("cluster", "default", server.toString()).build();
    Proxy proxy = session.getProxySelector().getProxy(repository);
    if (proxy == null) {
      return Optional.empty();
    }
    RemoteRepository behind = new RemoteRepository.Builder(repository).setProxy(proxy).build();
    try (AuthenticationContext login = AuthenticationContext.forProxy(session, behind)) {
      String user = login == null ? null : login.get(AuthenticationContext.USERNAME);
      String password = login == null ? null : login.get(AuthenticationContext.PASSWORD);
      return Optional.of(
          new URI(
              proxy.getType(),
              user == null ? null : user + ":" + (password == null ? "" : password),
              proxy.getHost(),
              proxy.getPort(),
              null,
              null,
              null));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
