package io.kubeless.packaging.kubeconfig;

import java.net.URI;
import java.util.List;

/**
 * A proxy of Maven's settings.xml.
 *
 * @param uri {@code http://[user:password@]host:port}
 * @param except hosts that are reached directly; {@code *} stands for any text
 */
public record SettingsProxy(URI uri, List<String> except) {

  /** Copies what it gets. */
  public SettingsProxy {
    except = List.copyOf(except);
  }

  /** Returns whether a host is reached through this proxy. */
  boolean serves(String host) {
    return except.stream()
        .map(pattern -> pattern.replace(".", "\\.").replace("*", ".*"))
        .noneMatch(pattern -> host.matches("(?i)" + pattern));
  }
}
