package io.kubeless.packaging.kubeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxyTest {
  private static final String PROXY = "http://proxy.acme.com:3128";

  private static boolean direct(String address, String noProxy) {
    Map<String, String> environment = Map.of("HTTPS_PROXY", PROXY, "NO_PROXY", noProxy);
    return new EnvironmentProxy(environment).of(URI.create(address)).isEmpty();
  }

  /** The test cases of Go's golang.org/x/net/http/httpproxy. */
  @ParameterizedTest
  @CsvSource({
    "api.acme.com,        acme.com,              true",
    "api.acme.com,        .acme.com,             true",
    "api.acme.com,        *.acme.com,            true",
    "api.acme.com,        API.acme.com,          true",
    "acme.com,            .acme.com,             false",
    "acme.com,            acme.com,              true",
    "xacme.com,           acme.com,              false",
    "api.acme.com,        'x.org, acme.com',     true",
    "api.acme.com,        *,                     true",
    "api.acme.com:6443,   acme.com:6443,         true",
    "api.acme.com:6443,   acme.com:443,          false",
    "api.acme.com,        acme.com:443,          true",
    "10.1.2.3,            10.0.0.0/8,            true",
    "11.1.2.3,            10.0.0.0/8,            false",
    "10.1.2.3,            10.1.2.3,              true",
    "10.1.2.3:6443,       10.1.2.3:6443,         true",
    "10.1.2.3,            10.1,                  false",
    "api.acme.com,        10.0.0.0/8,            false",
    "'[fd00::1]',         fd00::/8,              true",
    "'[fd00::1]',         fd00::1,               true",
    "'[fd00::1]:6443',    '[fd00::1]:6443',      true",
    "'[fd00::1]:6443',    '[fd00::1]:443',       false",
    "api.acme.com,        '',                    false",
    "localhost:6443,      '',                    true",
    "127.0.0.1:6443,      '',                    true",
    "'[::1]:6443',        '',                    true",
  })
  void noProxyIsReadAsKubectlReadsIt(String host, String noProxy, boolean direct) {
    assertThat(direct("https://" + host, noProxy)).isEqualTo(direct);
  }

  @Test
  void theVariableOfTheSchemeInUpperCaseWins() {
    EnvironmentProxy proxy =
        new EnvironmentProxy(
            Map.of("HTTPS_PROXY", "a:1", "https_proxy", "b:1", "http_proxy", "http://c:1"));
    assertThat(proxy.of(URI.create("https://x"))).contains("http://a:1");
    assertThat(proxy.of(URI.create("http://x"))).contains("http://c:1");
    assertThat(new EnvironmentProxy(Map.of()).of(URI.create("https://x"))).isEmpty();
  }
}
