package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;

/**
 * Chooses the proxy of a cluster: its {@code proxy-url}, or else that of the environment, or else
 * that of the caller. {@code NO_PROXY} excludes a host from the last two.
 */
record ProxyChoice(Caller caller) {
  private static final List<String> SCHEMES = List.of("http", "https", "socks5");

  Optional<URI> of(KubeconfigEntry cluster, URI server) {
    Optional<String> own = cluster.text("proxy-url");
    if (own.isPresent()) {
      return Optional.of(
          parse(own.get())
              .orElseThrow(
                  () ->
                      cluster.problem(
                          "proxy-url",
                          Message.of("is not the address of a proxy: %s", own.get()),
                          Message.of(
                              "set an http, https or socks5 address: http://proxy.acme.com:3128"))));
    }
    EnvironmentProxy environment = new EnvironmentProxy(caller.environment());
    Optional<String> named = environment.of(server);
    if (named.isPresent()) {
      return Optional.of(parse(named.get()).orElseThrow(ProxyChoice::unusable));
    }
    return environment.direct(server) ? Optional.empty() : caller.proxies().apply(server);
  }

  private static Optional<URI> parse(String text) {
    try {
      return Optional.of(new URI(text))
          .filter(uri -> uri.getHost() != null && SCHEMES.contains(uri.getScheme()))
          .filter(uri -> uri.getUserInfo() == null || !uri.getScheme().equals("socks5"));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static ProblemException unusable() {
    return new ProblemException(
        Problem.of(ErrorCode.KUBECONFIG_INVALID, "The proxy of the environment cannot be used")
            .at("HTTPS_PROXY or HTTP_PROXY")
            .because("an address of http, https or socks5 is expected")
            .remedy("HTTPS_PROXY=http://proxy.acme.com:3128"));
  }
}
