package io.kubeless.maven;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * Sets the proxies of settings.xml for registries. Jib and the JDK's client read them only from
 * system properties of the JDK. They are set once and not reset, because settings.xml applies to
 * the whole build.
 *
 * @see <a
 *     href="https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/net/doc-files/net-properties.html">
 *     Networking properties</a>
 */
final class Proxies {
  private static final String THIS_MACHINE = "localhost|*.localhost|127.*|[::1]";

  private Proxies() {}

  /** Sets the properties, unless the user has set properties for a proxy. */
  static synchronized void apply(Settings settings, SettingsDecrypter decrypter) {
    boolean chosen =
        Stream.of("http.proxyHost", "https.proxyHost", "socksProxyHost")
            .anyMatch(name -> System.getProperty(name) != null);
    if (!chosen) {
      properties(settings, decrypter).forEach(System::setProperty);
    }
  }

  /** Returns the properties for the active proxies; empty if there are none. */
  static Map<String, String> properties(Settings settings, SettingsDecrypter decrypter) {
    Map<String, String> properties = new LinkedHashMap<>();
    Optional<Proxy> http = active(settings, "http");
    http.ifPresent(proxy -> add(properties, "http", decrypt(proxy, decrypter)));
    // A single proxy usually serves both protocols, and its own protocol is that of the connection
    // to it.
    active(settings, "https")
        .or(() -> http)
        .ifPresent(proxy -> add(properties, "https", decrypt(proxy, decrypter)));
    return properties;
  }

  private static Optional<Proxy> active(Settings settings, String protocol) {
    List<Proxy> proxies = settings.getProxies();
    return proxies.stream()
        .filter(each -> each.isActive() && protocol.equalsIgnoreCase(each.getProtocol()))
        .findFirst();
  }

  private static void add(Map<String, String> properties, String protocol, Proxy proxy) {
    properties.put(protocol + ".proxyHost", proxy.getHost());
    properties.put(protocol + ".proxyPort", String.valueOf(proxy.getPort()));
    if (proxy.getUsername() != null) {
      properties.put(protocol + ".proxyUser", proxy.getUsername());
      properties.put(
          protocol + ".proxyPassword", proxy.getPassword() == null ? "" : proxy.getPassword());
    }
    String direct = proxy.getNonProxyHosts();
    // For both protocols, because the JDK has no list for https.
    properties.put(
        "http.nonProxyHosts",
        direct == null || direct.isBlank()
            ? THIS_MACHINE
            : direct.strip().replaceAll("[,|\\s]+", "|") + "|" + THIS_MACHINE);
  }

  private static Proxy decrypt(Proxy proxy, SettingsDecrypter decrypter) {
    if (proxy.getPassword() == null) {
      return proxy;
    }
    SettingsDecryptionResult result =
        SettingsPasswords.decrypt(decrypter, new DefaultSettingsDecryptionRequest(proxy));
    for (SettingsProblem problem : result.getProblems()) {
      if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
        throw new ProblemException(
            Problem.of(
                    ErrorCode.REGISTRY_LOGIN_FAILED,
                    "The password for the proxy %s cannot be decrypted",
                    proxy.getHost())
                .at("settings.xml <proxy> %s", proxy.getId())
                .because(Message.verbatim(String.valueOf(problem.getMessage())))
                .remedy("mvn --encrypt-master-password, then mvn --encrypt-password"));
      }
    }
    return result.getProxy();
  }
}
