package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.junit.jupiter.api.Test;

class ProxiesTest {
  private static final SettingsDecrypter UNUSED =
      request -> {
        throw new AssertionError("nothing is encrypted");
      };

  private static Proxy proxy(String protocol, String host, boolean active) {
    Proxy proxy = new Proxy();
    proxy.setProtocol(protocol);
    proxy.setHost(host);
    proxy.setPort(3128);
    proxy.setActive(active);
    return proxy;
  }

  private static Map<String, String> properties(Proxy... proxies) {
    Settings settings = new Settings();
    List.of(proxies).forEach(settings::addProxy);
    return new TreeMap<>(Proxies.properties(settings, UNUSED));
  }

  @Test
  void withoutAnActiveProxyNothingIsSet() {
    assertThat(properties(proxy("http", "old.acme.com", false))).isEmpty();
  }

  @Test
  void aProxyForHttpServesHttpsUnlessThatHasItsOwn() {
    Proxy http = proxy("http", "proxy.acme.com", true);
    http.setNonProxyHosts("*.acme.com, 10.*");
    assertThat(properties(proxy("http", "old.acme.com", false), http))
        .containsExactly(
            Map.entry("http.nonProxyHosts", "*.acme.com|10.*|localhost|*.localhost|127.*|[::1]"),
            Map.entry("http.proxyHost", "proxy.acme.com"),
            Map.entry("http.proxyPort", "3128"),
            Map.entry("https.proxyHost", "proxy.acme.com"),
            Map.entry("https.proxyPort", "3128"));
    assertThat(properties(http, proxy("https", "secure.acme.com", true)))
        .containsEntry("http.proxyHost", "proxy.acme.com")
        .containsEntry("https.proxyHost", "secure.acme.com");
  }

  @Test
  void registriesAreReachedThroughTheProxyAndThoseOfThisMachineDirectly() {
    Map<String, String> properties = properties(proxy("http", "127.0.0.9", true));
    try {
      properties.forEach(System::setProperty);
      assertThat(ProxySelector.getDefault().select(URI.create("https://registry.acme.com/v2/")))
          .extracting(java.net.Proxy::address)
          .containsExactly(InetSocketAddress.createUnresolved("127.0.0.9", 3128));
      assertThat(ProxySelector.getDefault().select(URI.create("https://localhost:5000/v2/")))
          .containsExactly(java.net.Proxy.NO_PROXY);
    } finally {
      properties.keySet().forEach(System::clearProperty);
    }
  }
}
