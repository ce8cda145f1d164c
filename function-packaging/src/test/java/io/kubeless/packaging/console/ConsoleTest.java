package io.kubeless.packaging.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.image.LocalSecrets;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import io.kubeless.runtime.http.HttpRequest;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleTest {
  private static final String JSON = "Content-Type: application/json\r\n";

  @TempDir Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<HttpRequest> received = Collections.synchronizedList(new ArrayList<>());
  private Console console;
  private HttpServer function;

  @BeforeEach
  void start() throws Exception {
    function =
        HttpServer.start(
            "function",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) -> {
              received.add(request);
              reply.send(HttpResponse.text(request.path().equals("/bad") ? 400 : 200, "hello"));
            },
            Limits.DEFAULT,
            MemoryBudget.ofHeap(),
            threads);
    console = Console.start(OptionalInt.of(0), Wording.NEUTRAL);
  }

  @AfterEach
  void stop() {
    console.close();
    function.close();
    threads.shutdownNow();
  }

  private void show(ProjectFixture project) throws Exception {
    ConfiguredFunction configured = project.function();
    console.function(
        new ConsoleFunction(
            configured,
            LocalConfiguration.read(project.project(), configured.function()),
            function.port(),
            new LocalPublisher(directory, List.of(), directory, LocalSecrets.NONE)));
  }

  private String exchange(String line, String host, String fields, String body) throws Exception {
    try (Socket socket = new Socket("127.0.0.1", console.port())) {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      String head =
          line
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nConnection: close\r\n"
              + fields
              + (line.startsWith("POST") ? "Content-Length: " + bytes.length + "\r\n" : "")
              + "\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      socket.getOutputStream().write(bytes);
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String own() {
    return "127.0.0.1:" + console.port();
  }

  private String post(String path, String body) throws Exception {
    return exchange("POST " + path, own(), JSON, body);
  }

  private String get(String path) throws Exception {
    return exchange("GET " + path, own(), "", "");
  }

  @Test
  void requestsOfOtherHostsAndOriginsAreRefused() throws Exception {
    show(ProjectFixture.hello(directory));
    String event = "{\"kind\":\"http\"}";
    for (String line : List.of("GET /", "GET /console.js", "GET /api/state", "POST /api/calls")) {
      for (String host :
          List.of(
              "evil.example:" + console.port(),
              "127.0.0.1",
              "127.0.0.1:1",
              "localhost.evil.example:" + console.port(),
              "[::1]:" + console.port())) {
        assertThat(exchange(line, host, JSON, event)).startsWith("HTTP/1.1 403 ");
      }
      for (String fields :
          List.of(
              "Origin: http://evil.example\r\n",
              "Origin: null\r\n",
              "Origin: http://127.0.0.1:1\r\n",
              "Origin: https://" + own() + "\r\n",
              "Origin: http://" + own() + "\r\nOrigin: http://evil.example\r\n",
              "Sec-Fetch-Site: cross-site\r\n",
              "Sec-Fetch-Site: same-site\r\n")) {
        assertThat(exchange(line, own(), JSON + fields, event)).startsWith("HTTP/1.1 403 ");
      }
    }
    for (String fields :
        List.of("", "Content-Type: text/plain\r\n", "Content-Type: multipart/form-data\r\n")) {
      assertThat(exchange("POST /api/calls", own(), fields, event)).startsWith("HTTP/1.1 403 ");
    }
    assertThat(received).isEmpty();
    String own = "Origin: http://" + own() + "\r\nSec-Fetch-Site: same-origin\r\n";
    assertThat(exchange("POST /api/calls", own(), JSON + own, event)).startsWith("HTTP/1.1 200 ");
    assertThat(received).hasSize(1);
    String local = "localhost:" + console.port();
    assertThat(exchange("GET /", local, "Sec-Fetch-Site: none\r\n", ""))
        .startsWith("HTTP/1.1 200 ")
        .contains("frame-ancestors 'none'")
        .doesNotContain("Access-Control");
  }

  @Test
  void aMethodThatAResourceDoesNotSupportChangesNothing() throws Exception {
    show(ProjectFixture.hello(directory));
    assertThat(get("/api/calls")).startsWith("HTTP/1.1 405 ").contains("Allow: POST");
    assertThat(post("/api/state", "{}")).startsWith("HTTP/1.1 405 ").contains("Allow: GET");
    assertThat(post("/", "{}")).startsWith("HTTP/1.1 405 ");
    assertThat(get("/../console.js")).startsWith("HTTP/1.1 404 ");
    assertThat(received).isEmpty();
  }

  @Test
  void anEventIsSentAsItsSenderWouldSendIt() throws Exception {
    show(ProjectFixture.hello(directory));
    post(
        "/api/calls",
        "{\"kind\":\"http\",\"method\":\"put\",\"path\":\"a?b=c\",\"headers\":\"X-Id: 7\","
            + "\"body\":\"{}\"}");
    assertThat(received.get(0))
        .returns("PUT", HttpRequest::method)
        .returns("/a", HttpRequest::path)
        .returns("b=c", HttpRequest::query);
    assertThat(received.get(0).headers())
        .containsEntry("x-id", List.of("7"))
        .containsEntry("content-type", List.of("application/json"))
        .doesNotContainKey("event-namespace");
    post("/api/calls", "{\"kind\":\"cron\",\"body\":\"tick\"}");
    assertThat(received.get(1).headers())
        .containsEntry("event-namespace", List.of("cronjobtrigger.kubeless.io"))
        .containsEntry("event-type", List.of("text/plain; charset=utf-8"));
    post("/api/calls", "{\"kind\":\"kafka\",\"fields\":{\"topic\":\"orders\"},\"body\":\"x\"}");
    assertThat(received.get(2).headers())
        .containsEntry("event-namespace", List.of("kafkatriggers.kubeless.io"))
        .containsEntry("event-topic", List.of("orders"));
    post("/api/calls", "{\"kind\":\"cloudevent\",\"fields\":{\"type\":\"a b\",\"subject\":\"é\"}}");
    assertThat(received.get(3).headers())
        .containsEntry("ce-specversion", List.of("1.0"))
        .containsEntry("ce-type", List.of("a%20b"))
        .containsEntry("ce-subject", List.of("%C3%A9"));
    for (HttpRequest each : received) {
      assertThat(each.header("traceparent").orElseThrow())
          .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
    }
  }

  @Test
  void anInvalidEventIsExplainedAndNotSent() throws Exception {
    assertThat(post("/api/calls", "{\"kind\":\"http\"}")).contains("The function has not started.");
    show(ProjectFixture.hello(directory));
    assertThat(post("/api/calls", "{")).contains("HTTP/1.1 400 ", "The request is not JSON.");
    assertThat(post("/api/calls", "{}")).contains("The kind of event is unknown.");
    assertThat(post("/api/calls", "{\"kind\":\"http\",\"headers\":\"a b\"}"))
        .contains("The header fields are not valid");
    assertThat(post("/api/calls", "{\"kind\":\"http\",\"method\":\"A B\"}"))
        .contains("The method is not valid.");
    assertThat(post("/api/calls", "{\"kind\":\"http\",\"path\":\"/a b\"}"))
        .contains("percent-encoded");
    assertThat(received).isEmpty();
  }

  @Test
  void theLinesOfACallAreThoseOfItsTraceAndThePrintsWhileItRan() throws Exception {
    show(ProjectFixture.hello(directory));
    console.line("printed before");
    ConsoleCall call =
        console
            .history()
            .begin(new SentEvent("http", "", "GET", "/", Map.of(), Map.of(), ""), "a1");
    console.line("printed meanwhile");
    console.line(line("hello", "greeting", "a1", ""));
    console.line(line("hello", "another call", "b2", ""));
    console.line(
        line(
            "access",
            "GET 200",
            "a1",
            ",\"method\":\"GET\",\"path\":\"/\",\"status\":200,\"millis\":2.5"));
    console.line("printed after");
    assertThat(console.history().lines(call))
        .extracting(each -> each.toJson().get("message"))
        .containsExactly("printed meanwhile", "greeting", "GET 200");
  }

  @Test
  void withoutJsonTheLinesOfACallEndWhereTheNextOneBegins() {
    SentEvent event = new SentEvent("http", "", "GET", "/", Map.of(), Map.of(), "");
    console.line("before");
    ConsoleCall first = console.history().begin(event, "a1");
    console.line("during the first");
    ConsoleCall second = console.history().begin(event, "b2");
    console.line("during the second");
    assertThat(console.history().lines(first))
        .extracting(LogLine::text)
        .containsExactly("during the first");
    assertThat(console.history().lines(second))
        .extracting(LogLine::text)
        .containsExactly("during the second");
  }

  private static String line(String logger, String message, String trace, String more) {
    return "{\"time\":\"2026-01-01T00:00:00Z\",\"level\":\"INFO\",\"logger\":\""
        + logger
        + "\",\"message\":\""
        + message
        + "\",\"trace\":\""
        + trace
        + "\""
        + more
        + "}";
  }

  @Test
  void aMessageOfABrokerFailsWithTheErrorThatTheFunctionLogs() {
    SentEvent event = new SentEvent("nats", "nats-a", "POST", "/", Map.of(), Map.of(), "");
    ConsoleCall call = console.history().begin(event, "d4");
    console.history().update(call.id(), each -> each.published("A:1"));
    assertThat(console.history().calls().get(0).failed()).isFalse();
    console.line(line("hello", "retried", "d4", "").replace("INFO", "WARNING"));
    assertThat(console.history().calls().get(0).failed()).isFalse();
    String failure = line("hello", "event 7 failed with 500", "d4", ",\"stack\":\"x\"");
    console.line(failure.replace("INFO", "WARNING"));
    assertThat(console.history().calls())
        .first()
        .returns(true, ConsoleCall::failed)
        .returns("published to A:1", ConsoleCall::note);
  }

  @Test
  void aMessageOfABrokerHasTheResultOfItsLastAttempt() throws Exception {
    show(ProjectFixture.hello(directory));
    SentEvent event = new SentEvent("kafka", "kafka-a", "POST", "/", Map.of(), Map.of(), "");
    ConsoleCall call = console.history().begin(event, "e5");
    console.history().update(call.id(), each -> each.published("orders-0@17"));
    console.line(line("access", "event 500", "e5", ",\"status\":500,\"millis\":7.5"));
    assertThat(get("/api/state")).contains("\"status\":500,\"millis\":7.5,\"failed\":true");
    console.line(line("access", "event 200", "e5", ",\"status\":200,\"millis\":2.5"));
    assertThat(get("/api/state"))
        .contains("\"status\":200,\"millis\":2.5,\"failed\":false")
        .contains("\"note\":\"published to orders-0@17\"");
    console.line(line("access", "event 200", "f6", ",\"event\":\"orders:0:18\",\"status\":200"));
    assertThat(get("/api/state")).contains("\"title\":\"event orders:0:18\"");
  }

  @Test
  void callsOfOthersAreListedButNotRepeated() throws Exception {
    show(ProjectFixture.hello(directory));
    console.line(
        line(
            "access",
            "POST 500",
            "c3",
            ",\"method\":\"POST\",\"path\":\"/orders\",\"status\":500,\"millis\":7.25"));
    assertThat(get("/api/state"))
        .contains("\"title\":\"POST /orders\"")
        .contains("\"status\":500,\"millis\":7.25,\"failed\":true")
        .contains("\"repeatable\":false");
    assertThat(post("/api/calls/1/repeat", "{}")).startsWith("HTTP/1.1 409 ");
  }

  @Test
  void aLoginIsRepeatedButNeverShown() throws Exception {
    show(ProjectFixture.hello(directory));
    String sent =
        post("/api/calls", "{\"kind\":\"http\",\"headers\":\"Authorization: Bearer planted\"}");
    assertThat(sent).contains("Authorization: •••").doesNotContain("planted");
    assertThat(post("/api/calls/1/repeat", "{}")).doesNotContain("planted");
    assertThat(get("/api/calls/1") + get("/api/state")).doesNotContain("planted");
    String edited = "{\"kind\":\"http\",\"headers\":\"Authorization: •••\\nX-Id: 7\"}";
    assertThat(post("/api/calls?edited=1", edited)).doesNotContain("planted");
    assertThat(received)
        .extracting(each -> each.header("authorization").orElse(""))
        .containsExactly("Bearer planted", "Bearer planted", "Bearer planted");
    assertThat(post("/api/calls", edited)).contains("400", "write it again");
    assertThat(post("/api/calls?edited=99", edited)).contains("400", "write it again");
    assertThat(received).hasSize(3);
  }

  @Test
  void valuesOfThisMachineAreNamedButNotShown() throws Exception {
    Files.writeString(
        directory.resolve("kubeless-local.yaml"),
        "env: {A: planted-1}\nconfig: {b: planted-2}\nsecrets: {db: {user: planted-3}}\n");
    show(ProjectFixture.hello(directory).file("function.yaml", "env: {A: x}\nsecrets: [db]"));
    assertThat(get("/api/function"))
        .contains("{\"key\":\"env.A\",\"text\":\"•••\",\"origin\":\"kubeless-local.yaml\"}")
        .contains("config.b", "secrets.db.user")
        .contains("\"text\":\"[\\\"db\\\"]\",\"origin\":\"src/main/kubeless/function.yaml:2:10\"")
        .doesNotContain("function.yaml:1")
        .doesNotContain("planted");
  }

  @Test
  void onlyTheLastHundredCallsAreKept() throws Exception {
    show(ProjectFixture.hello(directory));
    for (int i = 0; i < 120; i++) {
      console.line(
          line("access", "GET 200", "t" + i, ",\"method\":\"GET\",\"path\":\"/\",\"status\":200"));
    }
    assertThat(console.history().calls()).hasSize(100);
    assertThat(get("/api/calls/20")).startsWith("HTTP/1.1 404 ");
    assertThat(get("/api/calls/21")).startsWith("HTTP/1.1 200 ");
  }

  @Test
  void aPortThatIsTakenIsReplacedUnlessItIsConfigured() {
    assertThatThrownBy(() -> Console.start(OptionalInt.of(console.port()), Wording.NEUTRAL))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("KUBELESS-470 The console cannot listen on port " + console.port());
    try (Console first = Console.start(OptionalInt.empty(), Wording.NEUTRAL);
        Console second = Console.start(OptionalInt.empty(), Wording.NEUTRAL)) {
      assertThat(second.port()).isGreaterThan(first.port());
    }
  }

  @Test
  void aFunctionThatDoesNotAnswerIsReported() throws Exception {
    show(ProjectFixture.hello(directory));
    function.close();
    assertThat(post("/api/calls", "{\"kind\":\"http\"}"))
        .startsWith("HTTP/1.1 200 ")
        .contains("\"failed\":true")
        .contains("KUBELESS-418");
  }
}
