package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.auth.AuthSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettingsTest {

  @Test
  void anEmptyEnvironmentHasTheDefaultsOfTheContract() throws Exception {
    assertThat(Settings.from(Map.of()))
        .isEqualTo(
            new Settings(
                "function",
                8080,
                8081,
                false,
                false,
                Duration.ofSeconds(180),
                Duration.ofSeconds(5),
                1000,
                6 * 1024 * 1024,
                "java" + Runtime.version().feature(),
                OptionalLong.empty(),
                List.of(),
                Path.of("/etc/kubeless/config"),
                Path.of("/etc/kubeless/secrets"),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void allProblemsAreReportedTogether() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("FUNC_PORT", "http");
    environment.put("FUNC_TIMEOUT", "0");
    environment.put("FUNC_MEMORY_LIMIT", "256MB");
    environment.put("KUBELESS_CONCURRENCY", "-1");
    environment.put("KUBELESS_LOG_LEVEL", "debug");
    environment.put("KUBELESS_LOG_FORMAT", "xml");
    assertThatThrownBy(() -> Settings.from(environment))
        .hasMessage(
            "FUNC_PORT must be a whole number from 0 to 65535: http; "
                + "FUNC_TIMEOUT must be a whole number from 1 to 86400: 0; "
                + "KUBELESS_CONCURRENCY must be a whole number from 1 to 1000000: -1; "
                + "FUNC_MEMORY_LIMIT must be a quantity such as 256Mi: 256MB; "
                + "KUBELESS_LOG_LEVEL must be one of ALL, TRACE, DEBUG, INFO, WARNING, ERROR, OFF:"
                + " debug; "
                + "KUBELESS_LOG_FORMAT must be one of json, text: xml");
  }

  @Test
  void pathsAreSortedLongestFirstWithoutASlashAtTheirEnd() throws Exception {
    assertThat(Settings.from(Map.of("KUBELESS_HTTP_PATHS", "/a/,/,/a/b,")).httpPaths())
        .containsExactly("/a/b", "/a");
  }

  @Test
  void corsAndAuthenticationAreRead() throws Exception {
    Map<String, String> environment = new TreeMap<>();
    environment.put("KUBELESS_CORS_ORIGINS", "https://a.test,http://[::1]:3000");
    environment.put("KUBELESS_CORS_METHODS", "GET,PUT");
    environment.put("KUBELESS_CORS_HEADERS", "content-type");
    environment.put("KUBELESS_CORS_EXPOSED_HEADERS", "x-total");
    environment.put("KUBELESS_CORS_CREDENTIALS", "true");
    environment.put("KUBELESS_CORS_MAX_AGE", "60");
    environment.put("KUBELESS_AUTH_TYPE", "jwt");
    environment.put("KUBELESS_AUTH_REALM", "the shop");
    environment.put("KUBELESS_AUTH_CALLERS", "callers");
    environment.put("KUBELESS_AUTH_ISSUER", "https://issuer.test");
    environment.put("KUBELESS_AUTH_AUDIENCE", "a,b");
    environment.put("KUBELESS_AUTH_JWKS_URL", "https://issuer.test/keys");
    environment.put("KUBELESS_AUTH_CLAIMS", "sub,scope=x:y");
    environment.put("KUBELESS_AUTH_CLOCK_SKEW", "5");
    Settings settings = Settings.from(environment);
    assertThat(settings.cors())
        .contains(
            new Cors(
                List.of("https://a.test", "http://[::1]:3000"),
                List.of("GET", "PUT"),
                List.of("content-type"),
                List.of("x-total"),
                true,
                Duration.ofSeconds(60)));
    assertThat(settings.auth())
        .contains(
            new AuthSettings(
                "the shop",
                Optional.of("callers"),
                new AuthSettings.Jwt(
                    "https://issuer.test",
                    List.of("a", "b"),
                    List.of("sub", "scope=x:y"),
                    5,
                    new AuthSettings.Keys(
                        Optional.empty(), Optional.of("https://issuer.test/keys")))));
    assertThat(
            Settings.from(Map.of("KUBELESS_AUTH_TYPE", "basic", "KUBELESS_AUTH_SECRET", "users"))
                .auth())
        .contains(new AuthSettings("function", Optional.empty(), new AuthSettings.Basic("users")));
  }

  @Test
  void aPartOfASecuritySettingIsReportedAndNeverIgnored() {
    Map<String, String> environment = new TreeMap<>();
    environment.put("KUBELESS_AUTH_TYPE", "digest");
    environment.put("KUBELESS_AUTH_ISSUER", "https://issuer.test");
    environment.put("KUBELESS_AUTH_MTLS", "true");
    environment.put("KUBELESS_AUTH_REALM", "a\"b");
    environment.put("KUBELESS_CORS_ORIGINS", "https://shop.acme.com/,*");
    environment.put("KUBELESS_CORS_CREDENTIALS", "yes");
    assertThatThrownBy(() -> Settings.from(environment))
        .hasMessage(
            "KUBELESS_CORS_ORIGINS must be origins or *: https://shop.acme.com/; "
                + "KUBELESS_CORS_CREDENTIALS must be one of true, false: yes; "
                + "KUBELESS_CORS_METHODS is missing; "
                + "KUBELESS_AUTH_TYPE must be one of basic, jwt: digest; "
                + "KUBELESS_AUTH_REALM must be ASCII without quotes and backslashes: a\"b; "
                + "KUBELESS_AUTH_SECRET is missing; "
                + "KUBELESS_AUTH_ISSUER is not known to this version of the runtime, or does not"
                + " apply; "
                + "KUBELESS_AUTH_MTLS is not known to this version of the runtime, or does not"
                + " apply");
    assertThatThrownBy(() -> Settings.from(Map.of("KUBELESS_AUTH_SECRET", "users")))
        .hasMessage("KUBELESS_AUTH_TYPE is missing");
    assertThatThrownBy(
            () ->
                Settings.from(
                    Map.of(
                        "KUBELESS_CORS_ORIGINS",
                        "*",
                        "KUBELESS_CORS_METHODS",
                        "GET",
                        "KUBELESS_CORS_CREDENTIALS",
                        "true")))
        .hasMessage("KUBELESS_CORS_* must not combine * with other values or credentials");
  }
}
