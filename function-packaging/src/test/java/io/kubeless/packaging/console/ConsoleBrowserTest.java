package io.kubeless.packaging.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kubeless.browser.Browser;
import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.image.LocalSecrets;
import io.kubeless.packaging.image.LocalSettings;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.model.Wording;
import io.kubeless.runtime.http.HttpResponse;
import io.kubeless.runtime.http.HttpServer;
import io.kubeless.runtime.http.Limits;
import io.kubeless.runtime.http.MemoryBudget;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a real browser, with a real function. */
class ConsoleBrowserTest {
  private static final Path JDK = Path.of(System.getProperty("java.home"));
  private static final String SOURCE =
      "public final class Hello implements Handler<Event, Context> {"
          + " public String handle(Event event, Context context) {"
          + " if (event.text().equals(\"fail\")) { throw new IllegalStateException(\"it failed\"); }"
          + " context.logger().log(System.Logger.Level.INFO, \"greeting \" + event.text());"
          + " System.out.println(\"printed \" + event.text());"
          + " return event.namespace() + \" \" + event.text(); }}";

  @TempDir static Path directory;
  private static LocalProcess function;
  private static ConsoleFunction shown;
  private static Browser browser;

  private static volatile Console console;

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> chromium = Browser.executable();
    String missing = "chromium is not found in PATH: install it, with apt-get install chromium";
    if ("required".equals(System.getenv("KUBELESS_BROWSER"))) {
      assertThat(chromium).as("KUBELESS_BROWSER is required: " + missing).isPresent();
    }
    assumeTrue(chromium.isPresent(), missing);
    ConfiguredFunction configured =
        new ProjectFixture(directory)
            .source("Hello", SOURCE)
            .file(
                "function.yaml",
                "timeout: 9s\ntriggers: [{http: {path: /hello}},"
                    + " {cronjob: {schedule: '0 3 * * *', payload: nightly}}]\n")
            .function();
    List<Library> libraries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (entry.matches(".*(function-api|function-runtime).*")) {
        String name = entry.replaceAll(".*(function-(api|runtime)).*", "$1") + ".jar";
        libraries.add(new Library(name, Path.of(entry), Library.Kind.RUNTIME));
      }
    }
    FunctionFiles files =
        FunctionFiles.prepare(
            new ImageRequest(
                configured.function(),
                directory.resolve("target/classes"),
                libraries,
                Instant.EPOCH,
                directory.resolve("work"),
                JDK));
    console = Console.start(OptionalInt.of(0), Wording.NEUTRAL);
    LocalSettings settings =
        new LocalSettings(0, LocalSecrets.NONE, LogFormat.json(), false, OptionalInt.empty());
    function =
        LocalProcess.start(configured.function(), files, JDK, settings, line -> console.line(line));
    function.awaitReady();
    shown =
        new ConsoleFunction(
            configured,
            new LocalConfiguration(configured.function(), new TreeMap<>()),
            function.port(),
            LocalPublisher.of(files, JDK, LocalSecrets.NONE));
    browser = Browser.start(chromium.orElseThrow());
  }

  @AfterAll
  static void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
    if (function != null) {
      function.stop();
      function.awaitEnd();
    }
    if (console != null) {
      console.close();
    }
  }

  @BeforeEach
  void openANewConsole() throws Exception {
    if (console != null) {
      console.close();
    }
    console = Console.start(OptionalInt.of(0), Wording.NEUTRAL);
    console.function(shown);
    browser.size(1200, 900, false);
    browser.open(console.address() + "/");
    browser.await("document.getElementById('state').textContent === 'running'");
  }

  private void send(String body) throws Exception {
    browser.value("document.querySelector('[name=body]').focus()");
    browser.value("document.querySelector('[name=body]').select()");
    browser.type(body);
    browser.pressWithCtrl("Enter");
  }

  private void awaitSummary(String start) throws Exception {
    browser.await(
        "document.getElementById('answer-summary').textContent.startsWith('" + start + "')");
  }

  private void awaitLog(String text) throws Exception {
    browser.await("document.getElementById('answer-log').textContent.includes('" + text + "')");
  }

  @Test
  void theKeyboardAloneSendsAnEventAndRepeatsItWithoutLosingTheFocus() throws Exception {
    browser.tabTo("[name=body]");
    browser.type("Duke");
    browser.tabTo("#send");
    browser.press("Enter");
    awaitSummary("200 in ");
    assertThat(browser.text("answer-body")).isEqualTo("http Duke");
    awaitLog("greeting Duke");
    awaitLog("printed Duke");
    awaitLog("POST 200");

    browser.tabTo("[aria-label='Repeat POST /']");
    browser.press("Enter");
    browser.await("document.querySelectorAll('#calls tr').length === 2");
    browser.await(
        "document.getElementById('chart-text').textContent.startsWith('2 calls, 0 failed, median ')");
    assertThat(browser.value("document.querySelectorAll('#chart .ok').length").asInt())
        .isEqualTo(2);
    assertThat(browser.value("document.activeElement.getAttribute('aria-label')").asText())
        .isEqualTo("Repeat POST /");
  }

  @Test
  void aPastCallIsEditedAndSentWithTheKeyboardAlone() throws Exception {
    browser.value("document.querySelector('[name=method]').value = 'PUT'");
    browser.value("document.querySelector('[name=path]').value = '/a?b=c'");
    browser.value("document.querySelector('[name=headers]').value = 'X-Id: 7'");
    send("Duke");
    awaitSummary("200 in ");
    browser.open(console.address() + "/");
    browser.await("document.getElementById('state').textContent === 'running'");
    browser.tabTo("[aria-label='Edit PUT /a?b=c']");
    browser.press("Enter");
    browser.await("document.activeElement.id === 'send-title'");
    assertThat(
            browser
                .value(
                    "['kind', 'method', 'path', 'headers', 'body']"
                        + ".map(each => document.getElementById('form').elements[each].value)"
                        + ".join(' ')")
                .asText())
        .isEqualTo("http PUT /a?b=c X-Id: 7 Duke");
    browser.tabTo("[name=body]");
    browser.type("Ada and ");
    browser.pressWithCtrl("Enter");
    browser.await("document.getElementById('answer-body').textContent.includes('Ada')");
    assertThat(console.history().calls()).hasSize(2);
    assertThat(console.history().calls().get(0).sent().orElseThrow())
        .returns("PUT", SentEvent::method)
        .returns("/a?b=c", SentEvent::path);
  }

  @Test
  void aMessageOfABrokerIsShownUntilTheFunctionHasProcessedIt() throws Exception {
    SentEvent event =
        new SentEvent("kafka", "kafka-a", "POST", "/", Map.of("topic", "a"), Map.of(), "");
    ConsoleCall call = console.history().begin(event, "a7");
    console.history().update(call.id(), each -> each.published("a-0@17"));
    browser.await("document.querySelectorAll('#calls tr').length === 1");
    browser.tabTo("#calls button");
    browser.press("Enter");
    awaitSummary("published Kafka a");
    assertThat(browser.text("answer-note"))
        .isEqualTo("published to a-0@17\nThe function has not reported a result yet.");
    console.line(
        "{\"level\":\"INFO\",\"logger\":\"access\",\"message\":\"event 200\","
            + "\"trace\":\"a7\",\"status\":200,\"millis\":3.4}");
    awaitSummary("200 in 3.4 ms Kafka a");
    awaitLog("event 200");
    assertThat(browser.text("answer-note")).isEqualTo("published to a-0@17");
  }

  @Test
  void aFailureIsShownWithItsStackTraceAndInTheChart() throws Exception {
    send("fail");
    awaitSummary("500 in ");
    awaitLog("java.lang.IllegalStateException: it failed");
    browser.await("document.querySelectorAll('#chart .failed').length === 1");
    assertThat(browser.text("chart-text")).startsWith("1 call, 1 failed");
  }

  @Test
  void theEventOfAScheduleHasItsPayloadAndItsNamespace() throws Exception {
    browser.tabTo("[name=kind]");
    browser.press("ArrowRight");
    browser.press("ArrowRight");
    assertThat(browser.value("document.querySelector('[name=trigger]').value").asText())
        .isEqualTo("0 3 * * *");
    browser.tabTo("#send");
    browser.press(" ");
    awaitSummary("200 in ");
    assertThat(browser.text("answer-body")).isEqualTo("cronjobtrigger.kubeless.io nightly");
  }

  @Test
  void aPhoneShowsEverythingWithoutScrollingSideways() throws Exception {
    browser.size(360, 740, true);
    browser.open(console.address() + "/");
    browser.await("document.getElementById('state').textContent === 'running'");
    send("a-word-without-an-end-".repeat(30));
    awaitSummary("200 in ");
    awaitLog("printed a-word");
    assertThat(browser.value("document.documentElement.scrollWidth").asInt()).isEqualTo(360);
    assertThat(
            browser
                .value(
                    "[...document.querySelectorAll('button, input, select, textarea')]"
                        + ".filter(each => each.getBoundingClientRect().right > 360).length")
                .asInt())
        .isZero();
  }

  @Test
  void anAnswerIsTextAndNeverMarkup() throws Exception {
    send("<img src=x onerror=document.title=1><b id=planted>");
    awaitSummary("200 in ");
    awaitLog("<b id=planted>");
    assertThat(browser.text("answer-body")).contains("<b id=planted>");
    assertThat(browser.value("document.querySelector('#planted, img') === null").asBoolean())
        .isTrue();
  }

  @Test
  void theFunctionIsShownWithTheOriginsOfItsConfiguration() throws Exception {
    assertThat(browser.text("triggers"))
        .isEqualTo("http /hello\ncronjob 0 3 * * * off: no schedule runs here; send its event");
    assertThat(browser.text("values"))
        .contains("timeout\t9s\tsrc/main/kubeless/function.yaml:1:10");
    browser.tabTo("#filter");
    browser.type("timeout");
    assertThat(browser.text("values"))
        .isEqualTo("timeout\t9s\tsrc/main/kubeless/function.yaml:1:10");
  }

  @Test
  void errorsOfTheCompilerAreShownUntilTheFunctionIsReplaced() throws Exception {
    console.problem("Hello.java:[3,4] ';' expected");
    browser.await("!document.getElementById('problem').hidden");
    assertThat(browser.text("problem-text")).isEqualTo("Hello.java:[3,4] ';' expected");
    assertThat(browser.text("state")).isEqualTo("not running");
    console.function(shown);
    browser.await("document.getElementById('problem').hidden");
  }

  @Test
  void theDocumentationHasAPictureOfThePage() throws Exception {
    for (String body : List.of("Ada", "Grace", "fail", "Linus", "Duke")) {
      send(body);
      awaitSummary(body.equals("fail") ? "500" : "200");
      awaitLog(body.equals("fail") ? "it failed" : "greeting " + body);
    }
    awaitLog("POST 200");
    browser.value("document.activeElement.blur()");
    Path file = Path.of("../docs/pictures/console.png");
    if (System.getProperty("golden.write") != null) {
      browser.picture(file);
    }
    assertThat(file).isRegularFile();
  }

  @Test
  void noOtherSiteSendsEventsOrReadsThePage() throws Exception {
    ExecutorService threads = Executors.newCachedThreadPool();
    String target = console.address() + "/api/calls";
    String attack =
        "<!doctype html><title>attack</title><script>const all = [];"
            + "for (const url of ['%s', '%s'.replace('127.0.0.1', 'localhost')]) {"
            + "for (const type of ['text/plain', 'application/json']) {"
            + "for (const mode of ['no-cors', 'cors']) {"
            + "all.push(fetch(url, {method: 'POST', mode: mode, headers: {'Content-Type': type},"
            + " body: '{\"kind\":\"http\"}'}).then(r => r.type + r.status, e => 'refused')); }}}"
            + "Promise.all(all).then(r => { document.title = 'done ' + new Set(r).size; });</script>";
    try (HttpServer site =
        HttpServer.start(
            "site",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            (request, reply) ->
                reply.send(
                    HttpResponse.of(
                        200,
                        "text/html",
                        String.format(attack, target, target).getBytes(StandardCharsets.UTF_8))),
            Limits.DEFAULT,
            MemoryBudget.ofHeap(),
            threads)) {
      browser.open("http://attacker.example:" + site.port() + "/");
      browser.await("document.title.startsWith('done')");
      assertThat(console.history().calls()).isEmpty();
      browser.open("http://rebound.example:" + console.port() + "/");
      assertThat(browser.value("document.body.innerText").asText())
          .contains("The host of the request is not this page.");
    } finally {
      threads.shutdownNow();
    }
  }
}
