package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.delivery.LocalCall;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.maven.model.building.ModelBuildingException;
import org.apache.maven.repository.internal.MavenRepositorySystemUtils;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.repository.Proxy;
import org.eclipse.aether.util.repository.AuthenticationBuilder;
import org.eclipse.aether.util.repository.DefaultProxySelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The request that invoke sends, and the proxy that it uses. */
class CallRequestTest {
  @TempDir Path root;

  private GoalSettings settings(String... namesAndValues)
      throws IOException, ModelBuildingException {
    Reactor reactor = new Reactor(root, "");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      reactor.user(namesAndValues[i], namesAndValues[i + 1]);
    }
    return reactor.settings("invoke", reactor.project(0)).check();
  }

  private FunctionCall call(String... namesAndValues) throws Exception {
    return Invocation.request(settings(namesAndValues)).call();
  }

  @Test
  void withoutABodyItIsAGetAndWithOneAPostThatIsAnEvent() throws Exception {
    FunctionCall get = call();
    assertThat(get.method()).isEqualTo("GET");
    assertThat(get.path()).isEqualTo("/");
    assertThat(get.headers()).isEmpty();
    FunctionCall post = call("kubeless.data", "[1]", "kubeless.path", "orders?x=1");
    assertThat(post.method()).isEqualTo("POST");
    assertThat(post.path()).isEqualTo("/orders?x=1");
    assertThat(post.headers())
        .containsEntry("Content-Type", "application/json")
        .containsEntry("event-type", "application/json")
        .containsEntry("event-namespace", "cli.kubeless.io")
        .containsKeys("event-id", "event-time");
  }

  @Test
  void methodAndHeaderFieldsAreTheOnesThatAreSet() throws Exception {
    FunctionCall call =
        call(
            "kubeless.method", "PUT",
            "kubeless.data", "x",
            "kubeless.headers",
                "Accept: text/html, a/b;q=0.5, content-type: a/b,\n X-Id: 7,"
                    + " Authorization: Bearer x");
    assertThat(call.method()).isEqualTo("PUT");
    assertThat(call.headers())
        .containsEntry("Accept", "text/html, a/b;q=0.5")
        .containsEntry("Content-Type", "a/b")
        .containsEntry("X-Id", "7")
        .containsEntry("Authorization", "Bearer x")
        .hasSize(8);
    assertThatThrownBy(() -> call("kubeless.method", "get"))
        .hasMessageContaining("kubeless.method is not valid: get");
  }

  @Test
  void aCloudEventHasItsAttributesAsHeaderFieldsAndDefaults() throws Exception {
    FunctionCall event =
        call(
            "kubeless.cloudEvent",
            "type: com.acme.order, subject: caf\u00e9, \"100 %\", datacontenttype: a/b",
            "kubeless.data",
            "x");
    assertThat(event.method()).isEqualTo("POST");
    assertThat(event.headers())
        .containsEntry("ce-type", "com.acme.order")
        .containsEntry("ce-subject", "caf%C3%A9,%20%22100%20%25%22")
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-source", "kubeless-maven-plugin")
        .containsEntry("Content-Type", "a/b")
        .containsKeys("ce-id", "ce-time")
        .hasSize(7);
    FunctionCall empty = call("kubeless.cloudEvent", "true");
    assertThat(empty.method()).isEqualTo("POST");
    assertThat(empty.headers()).containsEntry("ce-type", "io.kubeless.invoke").hasSize(5);
    assertThatThrownBy(() -> call("kubeless.cloudEvent", "Type: x"))
        .hasMessageContaining("Type: x is not an attribute")
        .hasMessageContaining("cloudEvent=\"type: com.acme.order, subject: 7\"");
  }

  @Test
  void theBodyMayBeAFileAfterAnAtSign() throws Exception {
    Files.writeString(root.resolve("order.json"), "{}");
    assertThat(new String(call("kubeless.data", "@order.json").body(), StandardCharsets.UTF_8))
        .isEqualTo("{}");
    assertThatThrownBy(() -> call("kubeless.data", "@missing.json"))
        .hasMessageContaining("The file cannot be read")
        .hasMessageContaining("there is no such file; a name is relative to the project");
    Files.createDirectory(root.resolve("orders"));
    assertThatThrownBy(() -> call("kubeless.file", "orders"))
        .hasMessageContaining("it is a directory");
  }

  @Test
  void aHeaderFieldThatCannotBeSentIsRefused() {
    for (String field : List.of("nonsense", "X-Id:", "X Id: 7", "X-Id: \u20ac", ": 7")) {
      assertThatThrownBy(() -> call("kubeless.headers", field))
          .hasMessageContaining("is not a header field");
    }
    assertThatThrownBy(() -> call("kubeless.headers", "Content-Length: 7"))
        .hasMessageContaining("Content-Length is set by the client");
  }

  @Test
  void anInvalidPathIsRefused() {
    assertThatThrownBy(() -> call("kubeless.path", "/a b"))
        .hasMessageContaining("KUBELESS-302 kubeless.path is not valid: /a b");
  }

  @Test
  void aFunctionOnThisMachineIsCalledOnceWithTheSameHeaders() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getByName("localhost"), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          seen.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("event-type")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization"));
          if (exchange.getRequestURI().getPath().equals("/lost")) {
            exchange.close();
            return;
          }
          exchange.getResponseHeaders().set("X-Id", "7");
          byte[] body = "boom".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(503, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      FunctionCall.Answer answer =
          LocalCall.send(
              port,
              call(
                  "kubeless.data", "x",
                  "kubeless.local", "true",
                  "kubeless.headers", "Authorization: Basic x"));
      assertThat(answer.status()).isEqualTo(503);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("boom");
      assertThat(answer.headers()).contains(Map.entry("X-id", "7"));
      assertThatThrownBy(() -> LocalCall.send(port, call("kubeless.path", "/lost")))
          .hasMessageContaining("KUBELESS-418 The function on this machine did not respond");
      assertThat(seen)
          .containsExactly("POST / text/plain; charset=utf-8 Basic x", "GET /lost null null");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theProxyOfSettingsXmlIsTheOneThatMavenUses() {
    DefaultRepositorySystemSession session = MavenRepositorySystemUtils.newSession();
    URI server = URI.create("https://api.acme.com:6443");
    assertThat(MavenCaller.proxy(session, server)).isEmpty();
    session.setProxySelector(
        new DefaultProxySelector()
            .add(
                new Proxy(
                    "http",
                    "proxy.acme.com",
                    3128,
                    new AuthenticationBuilder().addUsername("bob").addPassword("p@ss").build()),
                "*.internal|localhost"));
    assertThat(MavenCaller.proxy(session, server))
        .contains(URI.create("http://bob:p%40ss@proxy.acme.com:3128"));
    assertThat(MavenCaller.proxy(session, URI.create("https://api.internal"))).isEmpty();
  }
}
