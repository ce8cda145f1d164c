package io.kubeless.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A page in Chromium without a window. The integration tests compile this class, too.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">DevTools Protocol</a>
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PATIENCE_SECONDS = 30;
  private static final Map<String, Integer> KEYS =
      Map.of("Tab", 9, "Enter", 13, " ", 32, "ArrowRight", 39, "ArrowDown", 40);

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final Map<Integer, CompletableFuture<JsonNode>> commands = new ConcurrentHashMap<>();
  private int last;

  private Browser(Process process, Path profile, URI page) throws Exception {
    this.process = process;
    this.profile = profile;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(page, new Messages())
            .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Returns the executable; absent if Chromium is not installed. */
  public static Optional<Path> executable() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
        .flatMap(
            directory ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(directory, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts Chromium. Every host name is this machine, as after DNS rebinding. */
  public static Browser start(Path executable) throws Exception {
    Path profile = Files.createTempDirectory("chromium");
    Process process =
        new ProcessBuilder(
                executable.toString(),
                "--headless=new",
                "--no-sandbox", // root has none
                "--disable-gpu",
                "--no-first-run",
                "--no-proxy-server",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
                "--force-prefers-reduced-motion",
                "--host-resolver-rules=MAP *.example 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    while (line != null && !line.startsWith("DevTools listening on ")) {
      line = output.readLine();
    }
    if (line == null) {
      throw new IOException("Chromium ended with exit code " + process.waitFor());
    }
    Thread drain = new Thread(() -> output.lines().forEach(each -> {}), "chromium");
    drain.setDaemon(true);
    drain.start();
    URI devtools = URI.create(line.substring("DevTools listening on ".length()));
    return new Browser(process, profile, page(devtools.getPort()));
  }

  private static URI page(int port) throws Exception {
    HttpResponse<String> pages =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    for (JsonNode each : JSON.readTree(pages.body())) {
      if (each.path("type").asText().equals("page")) {
        return URI.create(each.path("webSocketDebuggerUrl").asText());
      }
    }
    throw new IOException("Chromium has no page: " + pages.body());
  }

  private final class Messages implements WebSocket.Listener {
    private final StringBuilder message = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean complete) {
      message.append(data);
      if (complete) {
        try {
          JsonNode json = JSON.readTree(message.toString());
          CompletableFuture<JsonNode> command = commands.remove(json.path("id").asInt());
          if (command != null) {
            command.complete(json);
          }
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
        message.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedStage(null);
    }
  }

  private JsonNode send(String method, Map<String, ?> parameters) throws Exception {
    int id = ++last;
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    commands.put(id, answer);
    ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
    command.set("params", JSON.valueToTree(parameters));
    socket.sendText(command.toString(), true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    JsonNode json = answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(json.has("error")).as(json.toString()).isFalse();
    return json.path("result");
  }

  public void open(String url) throws Exception {
    send("Page.navigate", Map.of("url", url));
    await("document.readyState === 'complete' && location.href.startsWith('" + url + "')");
  }

  /** Returns the value of an expression. */
  public JsonNode value(String expression) throws Exception {
    JsonNode result =
        send(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    assertThat(result.has("exceptionDetails")).as(result.toString()).isFalse();
    return result.path("result").path("value");
  }

  /** Returns the visible text of an element. */
  public String text(String id) throws Exception {
    return value("document.getElementById('" + id + "').innerText").asText();
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      JsonNode result =
          send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
      if (result.path("result").path("value").asBoolean()) {
        return;
      }
      assertThat(System.nanoTime())
          .as("%s in %s", expression, value("document.body.innerText").asText())
          .isLessThan(end);
      Thread.sleep(20);
    }
  }

  /** Presses a key. */
  public void press(String key) throws Exception {
    press(key, 0);
  }

  /** Presses a key together with Ctrl. */
  public void pressWithCtrl(String key) throws Exception {
    press(key, 2);
  }

  private void press(String key, int modifiers) throws Exception {
    String text = key.equals("Enter") ? "\r" : key.equals(" ") ? " " : "";
    for (String type : List.of(text.isEmpty() ? "rawKeyDown" : "keyDown", "keyUp")) {
      send(
          "Input.dispatchKeyEvent",
          Map.of(
              "type",
              type,
              "key",
              key,
              "code",
              key.equals(" ") ? "Space" : key,
              "text",
              type.equals("keyDown") ? text : "",
              "modifiers",
              modifiers,
              "windowsVirtualKeyCode",
              KEYS.get(key)));
    }
  }

  /** Types a text into the focused element. */
  public void type(String text) throws Exception {
    send("Input.insertText", Map.of("text", text));
  }

  /** Presses Tab until an element that matches the selector has the focus. */
  public void tabTo(String selector) throws Exception {
    for (int i = 0; i < 60; i++) {
      press("Tab");
      if (value("document.activeElement.matches(\"" + selector + "\")").asBoolean()) {
        return;
      }
    }
    throw new AssertionError("The key Tab does not lead to " + selector);
  }

  /** Sets the size of the page, as on a device of that size. */
  public void size(int width, int height, boolean phone) throws Exception {
    send(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  /** Writes a picture of the page as PNG. */
  public void picture(Path file) throws Exception {
    String data = send("Page.captureScreenshot", Map.of("format", "png")).path("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    try (Stream<Path> files = Files.walk(profile)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
