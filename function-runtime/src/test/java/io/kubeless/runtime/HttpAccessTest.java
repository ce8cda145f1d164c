package io.kubeless.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.function.Context;
import io.kubeless.function.Event;
import io.kubeless.function.Handler;
import io.kubeless.function.Response;
import io.kubeless.runtime.auth.InvalidAuthentication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CORS and authentication of a running function. */
class HttpAccessTest {
  private static final String ORIGIN = "https://shop.acme.com";
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  @TempDir Path secrets;
  private final Map<String, String> environment = new TreeMap<>();

  /** Answers with the claims of the caller. */
  public static final class Who implements Handler<Event, Context> {
    @Override
    public Object handle(Event event, Context context) {
      return Response.of(201, "hello " + context.claims())
          .withHeader("Access-Control-Allow-Origin", "https://own.test");
    }
  }

  /** Waits until it is told to end. */
  public static final class Waits implements Handler<Event, Context> {
    static final Semaphore STARTED = new Semaphore(0);
    static final Semaphore GO = new Semaphore(0);

    @Override
    public Object handle(Event event, Context context) {
      STARTED.release();
      GO.acquireUninterruptibly();
      return "done";
    }
  }

  @BeforeEach
  void settings() throws Exception {
    environment.put(RuntimeContract.SECRETS_DIRECTORY, secrets.toString());
    write("users/auth", "duke:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n");
    write("callers/token", TOKEN + "\n");
  }

  private void write(String file, String text) throws Exception {
    Path path = secrets.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void cors() {
    environment.put(RuntimeContract.CORS_ORIGINS, ORIGIN);
    environment.put(RuntimeContract.CORS_METHODS, "GET,POST");
    environment.put(RuntimeContract.CORS_HEADERS, "authorization");
  }

  private void basic() {
    environment.put(RuntimeContract.AUTH_TYPE, "basic");
    environment.put(RuntimeContract.AUTH_SECRET, "users");
    environment.put(RuntimeContract.AUTH_CALLERS, "callers");
  }

  private RunningFunction start(Class<?> handler) throws Exception {
    return RunningFunction.start(handler, "", environment);
  }

  private static String login(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
  }

  private static void isReadable(HttpResponse<String> response) {
    assertThat(response.headers().allValues("access-control-allow-origin"))
        .as(response.toString())
        .containsExactly(ORIGIN);
    assertThat(response.headers().allValues("vary")).contains("Origin");
  }

  @Test
  void aPreflightDoesNotCallTheFunctionAndNeedsNoCredentials() throws Exception {
    cors();
    basic();
    try (RunningFunction function = start(Who.class)) {
      HttpResponse<String> response =
          function.send(
              function
                  .request("/any")
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("Origin", ORIGIN)
                  .header("Access-Control-Request-Method", "POST"));
      assertThat(response.statusCode()).isEqualTo(204);
      assertThat(response.headers().firstValue("access-control-allow-methods"))
          .contains("GET, POST");
      isReadable(response);
      assertThat(function.get("/metrics").body())
          .doesNotContain("function_calls_total{")
          .contains("function_unauthorized_total{reason=\"missing\"} 0");
    }
  }

  @Test
  void answersAndRefusalsAreReadableByPagesOfTheOrigin() throws Exception {
    cors();
    basic();
    environment.put(RuntimeContract.MAX_BODY_BYTES, "10");
    try (RunningFunction function = start(Who.class)) {
      HttpResponse<String> denied = function.post("x", "Origin", ORIGIN);
      assertThat(denied.statusCode()).isEqualTo(401);
      isReadable(denied);
      HttpResponse<String> answered =
          function.post("x", "Origin", ORIGIN, "Authorization", login("duke:secret"));
      assertThat(answered.statusCode()).isEqualTo(201);
      assertThat(answered.body()).isEqualTo("hello {}");
      isReadable(answered);
      HttpResponse<String> tooLong = function.post("x".repeat(11), "Origin", ORIGIN);
      assertThat(tooLong.statusCode()).isEqualTo(413);
      isReadable(tooLong);
      HttpResponse<String> other = function.post("x".repeat(11), "Origin", "https://evil.test");
      assertThat(other.headers().map()).doesNotContainKey("access-control-allow-origin");
    }
  }

  @Test
  void theFieldsOfAnEarlierRequestAreNotUsedForTheNext() throws Exception {
    cors();
    try (RunningFunction function = start(Who.class);
        Socket socket = new Socket("localhost", function.port())) {
      String request = "GET / HTTP/1.1\r\nHost: a\r\nOrigin: " + ORIGIN + "\r\n\r\n";
      socket.getOutputStream().write((request + "nonsense\r\n\r\n").getBytes(UTF_8));
      socket.shutdownOutput();
      String answers = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answers).containsOnlyOnce("Access-Control-Allow-Origin");
      assertThat(answers).contains("HTTP/1.1 400");
    }
  }

  @Test
  void overloadAndTimeoutsAreReadableByPagesOfTheOrigin() throws Exception {
    cors();
    environment.put(RuntimeContract.CONCURRENCY, "1");
    environment.put(RuntimeContract.FUNC_TIMEOUT, "1");
    try (RunningFunction function = start(Waits.class)) {
      HttpResponse<String>[] late = late(function);
      isReadable(late[0]);
      isReadable(late[1]);
      assertThat(late[0].statusCode()).isEqualTo(429);
      assertThat(late[1].statusCode()).isEqualTo(504);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static HttpResponse<String>[] late(RunningFunction function) throws Exception {
    HttpResponse<String>[] responses = new HttpResponse[2];
    Thread caller =
        new Thread(
            () -> {
              try {
                responses[1] = function.post("x", "Origin", ORIGIN);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    caller.start();
    Waits.STARTED.acquire();
    responses[0] = function.post("x", "Origin", ORIGIN);
    caller.join();
    Waits.GO.release();
    return responses;
  }

  @Test
  void withoutCredentialsTheFunctionIsNotCalledAndTheReasonIsCounted() throws Exception {
    basic();
    try (RunningFunction function = start(Who.class)) {
      HttpResponse<String> missing = function.get("/");
      assertThat(missing.statusCode()).isEqualTo(401);
      assertThat(missing.headers().firstValue("www-authenticate"))
          .contains("Basic realm=\"tested\", charset=\"UTF-8\"");
      assertThat(missing.body())
          .isEqualTo(
              "{\"title\":\"Unauthorized\",\"status\":401,"
                  + "\"detail\":\"the request has no credentials\"}\n");
      assertThat(function.post("", "Authorization", login("duke:wrong")).statusCode())
          .isEqualTo(401);
      assertThat(function.post("", "Authorization", "Bearer " + TOKEN + "x").statusCode())
          .isEqualTo(401);
      assertThat(
              function
                  .post(
                      "",
                      "Authorization",
                      login("duke:secret"),
                      "Authorization",
                      login("duke:secret"))
                  .statusCode())
          .isEqualTo(401);
      assertThat(function.get("/metrics").body())
          .doesNotContain("function_calls_total{")
          .contains(
              "function_unauthorized_total{reason=\"missing\"} 1",
              "function_unauthorized_total{reason=\"password\"} 1",
              "function_unauthorized_total{reason=\"malformed\"} 2");
      assertThat(String.join("\n", function.log())).doesNotContain("wrong", TOKEN);
    }
  }

  @Test
  void probesAndMetricsStayOpen() throws Exception {
    basic();
    environment.put(RuntimeContract.PROBES_ON_FUNCTION_PORT, "true");
    try (RunningFunction function = start(Who.class)) {
      for (String path : new String[] {"/livez", "/readyz", "/healthz", "/metrics"}) {
        assertThat(function.get(path).statusCode()).isEqualTo(200);
      }
      assertThat(function.get("/livez/").statusCode()).isEqualTo(401);
      assertThat(function.get("//livez").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aScheduledRunIsAuthenticatedByItsToken() throws Exception {
    basic();
    JsonLog log = new JsonLog(new PrintStream(new ByteArrayOutputStream()));
    try (RunningFunction function = start(Who.class)) {
      Map<String, String> caller = new TreeMap<>();
      caller.put(RuntimeContract.CALL_URL, "http://127.0.0.1:" + function.port() + "/");
      assertThat(CronCaller.call(caller, log)).isEqualTo(65);
      caller.put(RuntimeContract.CALL_TOKEN_FILE, secrets + "/callers/token");
      assertThat(CronCaller.call(caller, log)).isZero();
      caller.put(RuntimeContract.CALL_TOKEN_FILE, secrets + "/missing");
      assertThat(CronCaller.call(caller, log)).isEqualTo(1);
    }
  }

  @Test
  void theFunctionSeesTheClaimsOfATokenWhoseKeysAreMounted() throws Exception {
    Path files = Path.of("src/test/resources/io/kubeless/runtime/auth");
    write("keys/jwks.json", Files.readString(files.resolve("jwks.json")));
    environment.put(RuntimeContract.AUTH_TYPE, "jwt");
    environment.put(RuntimeContract.AUTH_SECRET, "keys");
    environment.put(RuntimeContract.AUTH_ISSUER, "https://issuer.test");
    environment.put(RuntimeContract.AUTH_AUDIENCE, "orders");
    environment.put(RuntimeContract.AUTH_CALLERS, "callers");
    try (RunningFunction function = start(Who.class)) {
      for (String token : Files.readAllLines(files.resolve("tokens.txt"))) {
        assertThat(function.post("", "Authorization", "bearer " + token).body())
            .isEqualTo("hello {iss=https://issuer.test, aud=orders, sub=duke, exp=2000000000}");
        HttpResponse<String> forged =
            function.post("", "Authorization", "Bearer " + token.replaceFirst("[.].*[.]", ".e30."));
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("www-authenticate"))
            .contains(
                "Bearer realm=\"tested\", error=\"invalid_token\","
                    + " error_description=\"the signature of the token is wrong\"");
      }
      assertThat(function.get("/").headers().firstValue("www-authenticate"))
          .contains("Bearer realm=\"tested\"");
      assertThat(function.post("", "Authorization", "Bearer " + TOKEN).body())
          .isEqualTo("hello {}");
    }
  }

  @Test
  void whileTheIssuerCannotBeReachedTheAnswerIs503() throws Exception {
    environment.put(RuntimeContract.AUTH_TYPE, "jwt");
    environment.put(RuntimeContract.AUTH_ISSUER, "http://localhost:1");
    environment.put(RuntimeContract.AUTH_AUDIENCE, "orders");
    String token =
        Files.readAllLines(Path.of("src/test/resources/io/kubeless/runtime/auth/tokens.txt"))
            .get(0);
    try (RunningFunction function = start(Who.class)) {
      HttpResponse<String> response = function.post("", "Authorization", "Bearer " + token);
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.headers().firstValue("retry-after")).contains("1");
      assertThat(function.get("/").statusCode()).isEqualTo(401);
      function.awaitLog("the keys of the issuer could not be fetched");
    }
  }

  @Test
  void aFunctionWhoseUsersCannotBeReadDoesNotStart() throws Exception {
    basic();
    write("users/auth", "duke:secret\n");
    assertThatThrownBy(() -> start(Who.class))
        .isInstanceOf(InvalidAuthentication.class)
        .hasMessageStartingWith("Secret users: line 1 of auth has no hash of bcrypt")
        .hasMessageNotContaining("duke");
    environment.put(RuntimeContract.AUTH_SECRET, "other");
    assertThatThrownBy(() -> start(Who.class))
        .hasMessage("Secret other: it is not mounted, or its entry auth is missing");
  }
}
