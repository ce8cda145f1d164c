package io.kubeless.runtime.auth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * URLs that keys may be fetched from. Whoever can change an answer on its way can sign tokens, so
 * that plain HTTP is limited to this machine and to Services of the cluster.
 */
public final class KeyUrl {
  /** Describes the URLs. */
  public static final String EXPECTED =
      "a URL with https, or with http and the name of a Service such as http://dex.auth.svc";

  private KeyUrl() {}

  /** Returns a URL; empty if keys may not be fetched from it. */
  public static Optional<URI> parse(String text) {
    try {
      URI url = new URI(text);
      String host = url.getHost();
      boolean plain = host != null && isNear(host);
      boolean valid =
          host != null
              && url.getRawUserInfo() == null
              && url.getRawFragment() == null
              && ("https".equals(url.getScheme()) || (plain && "http".equals(url.getScheme())));
      return valid ? Optional.of(url) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }

  private static boolean isNear(String host) {
    return host.equals("localhost")
        || host.equals("127.0.0.1")
        || host.equals("[::1]")
        || host.endsWith(".svc")
        || host.endsWith(".svc.cluster.local");
  }
}
