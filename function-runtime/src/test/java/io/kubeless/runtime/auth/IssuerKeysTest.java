package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IssuerKeysTest {
  private final Map<String, HttpResponse> pages = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer server;
  private String base;

  @BeforeEach
  void start() throws IOException {
    server =
        HttpServer.start(
            "issuer",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) ->
                reply.send(pages.getOrDefault(request.path(), HttpResponse.text(404, "not found"))),
            Limits.DEFAULT,
            MemoryBudget.ofHeap(),
            threads);
    base = "http://localhost:" + server.port();
  }

  @AfterEach
  void stop() {
    server.close();
    threads.shutdownNow();
  }

  private KeySet fetch(String issuer, Optional<String> url) throws IOException {
    return new IssuerKeys(issuer, url.map(URI::create), new HttpDocument()).fetch();
  }

  @Test
  void keysAreFoundInTheDocumentOfTheIssuer() throws Exception {
    String issuer = base + "/realms/shop";
    pages.put(
        "/realms/shop/.well-known/openid-configuration",
        HttpResponse.text(
            200, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + base + "/keys\"}"));
    pages.put("/keys", HttpResponse.text(200, Issuer.jwks(Issuer.ec("a"))));
    assertThat(fetch(issuer, Optional.empty()).keys()).hasSize(1);
  }

  @Test
  void aSlashAtTheEndOfTheIssuerBelongsToItsNameOnly() throws Exception {
    String issuer = base + "/";
    pages.put(
        "/.well-known/openid-configuration",
        HttpResponse.text(
            200, "{\"issuer\":\"" + issuer + "\",\"jwks_uri\":\"" + base + "/keys\"}"));
    pages.put("/keys", HttpResponse.text(200, Issuer.jwks(Issuer.ec("a"))));
    assertThat(fetch(issuer, Optional.empty()).keys()).hasSize(1);
  }

  @Test
  void aDocumentOfAnotherIssuerIsNotUsed() {
    pages.put(
        "/.well-known/openid-configuration",
        HttpResponse.text(
            200, "{\"issuer\":\"https://other.test\",\"jwks_uri\":\"" + base + "/keys\"}"));
    assertThatThrownBy(() -> fetch(base, Optional.empty()))
        .hasMessage(
            base + "/.well-known/openid-configuration belongs to another issuer than " + base);
  }

  @Test
  void keysAreNotFetchedOverPlainHttpFromOtherMachines() {
    pages.put(
        "/.well-known/openid-configuration",
        HttpResponse.text(
            200, "{\"issuer\":\"" + base + "\",\"jwks_uri\":\"http://keys.test/keys\"}"));
    assertThatThrownBy(() -> fetch(base, Optional.empty()))
        .hasMessageContaining("contains no jwks_uri that is a URL with https");
  }

  @Test
  void redirectsErrorsAndLongDocumentsAreNotKeys() {
    Optional<String> url = Optional.of(base + "/keys");
    assertThatThrownBy(() -> fetch(base, url)).hasMessage(base + "/keys responded with 404");
    pages.put("/keys", HttpResponse.of(302).with("Location", base + "/other"));
    assertThatThrownBy(() -> fetch(base, url)).hasMessage(base + "/keys responded with 302");
    pages.put("/keys", HttpResponse.text(200, "<html>"));
    assertThatThrownBy(() -> fetch(base, url))
        .hasMessage(base + "/keys is not a JWK Set of up to 100 keys");
    pages.put("/keys", HttpResponse.text(200, " ".repeat(300_000)));
    assertThatThrownBy(() -> fetch(base, url))
        .hasMessage(base + "/keys is longer than 262144 bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://issuer.test/keys",
        "http://localhost:8080",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://dex.auth.svc:5556/keys",
        "http://dex.auth.svc.cluster.local"
      })
  void keysMayBeFetchedFrom(String url) {
    assertThat(KeyUrl.parse(url)).contains(URI.create(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://issuer.test/keys",
        "http://127.0.0.1.evil.test/",
        "http://localhost@evil.test/",
        "https://user@issuer.test/",
        "https://issuer.test/#keys",
        "ftp://localhost/",
        "file:///etc/keys",
        "https:///keys",
        "keys",
        "https://issuer.test/a b"
      })
  void keysMayNotBeFetchedFrom(String url) {
    assertThat(KeyUrl.parse(url)).isEmpty();
  }
}
