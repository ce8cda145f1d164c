package io.kubeless.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Source, through all phases, to a process of the runtime that answers. */
class JavaFunctionTest {
  private static final int PORT = 28471;

  @TempDir Path directory;
  private Process process;

  @AfterEach
  void end() throws Exception {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  private void start(Volume volume, Map<String, String> variables) throws Exception {
    String classPath =
        String.join(
            File.pathSeparator,
            volume.directory().resolve("classes") + "",
            volume.directory().resolve("lib") + "/*",
            System.getProperty("java.class.path"));
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java") + "",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                "io.kubeless.runtime.Main")
            .directory(volume.directory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("log").toFile());
    builder.environment().putAll(variables);
    builder.environment().put("FUNC_PORT", PORT + "");
    builder.environment().put("FUNC_TIMEOUT", "30");
    builder.environment().putIfAbsent("FUNC_MEMORY_LIMIT", "256Mi");
    builder.environment().put("KUBELESS_MANAGEMENT_PORT", "0");
    builder.environment().put("KUBELESS_PROBES_ON_FUNCTION_PORT", "true");
    process = builder.start();
    Instant end = Instant.now().plusSeconds(60);
    while (!answers() && Instant.now().isBefore(end)) {
      assertThat(process.isAlive()).as(Files.readString(directory.resolve("log"))).isTrue();
      Thread.sleep(50);
    }
  }

  private boolean answers() throws Exception {
    try {
      return call("GET", "/healthz", "").statusCode() == 200;
    } catch (java.io.IOException e) {
      return false;
    }
  }

  private static HttpResponse<String> call(String method, String path, String body)
      throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + PORT + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("event-id", "7")
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private Volume prepared(String file, String source, String pom) throws Exception {
    Volume volume = Volume.create(directory);
    Files.writeString(directory.resolve("src").resolve(file), source);
    Files.writeString(directory.resolve("src/pom.xml"), pom);
    Map<String, String> variables = volume.variables("any.any");
    variables.put("KUBELESS_SOURCE_FILE", file);
    variables.put("KUBELESS_CONTENT_TYPE", "text");
    variables.put("KUBELESS_DEPS_NAME", "pom.xml");
    assertThat(volume.run("prepare", variables)).isEqualTo("0\n");
    return volume;
  }

  @Test
  void aHandlerThatUsesADependencyAnswers() throws Exception {
    try (Repository repository = new Repository()) {
      // A jar with a class that the function calls, compiled here.
      Volume library = Volume.create(Files.createDirectories(directory.resolve("library")));
      library.with(
          "Greeting.java",
          "package com.acme.greeting; public class Greeting { public static String of(String n) { return \"hello \" + n; } }");
      library.compiled("Greeting.of"); // it is no function, but its class is written
      byte[] greeting =
          Files.readAllBytes(
              library.directory().resolve("classes/com/acme/greeting/Greeting.class"));
      repository.with("greeting", "1", "", Map.of("com/acme/greeting/Greeting.class", greeting));
      Path secret = Files.createDirectories(directory.resolve("secrets/maven"));
      Files.writeString(
          secret.resolve("settings.xml"),
          "<settings><mirrors><mirror><id>acme</id><mirrorOf>*</mirrorOf><url>"
              + repository.url()
              + "</url></mirror></mirrors><servers><server><id>acme</id><username>duke</username><password>secret</password></server></servers></settings>");
      Volume volume =
          prepared(
              "Hello.java",
              """
              import com.acme.greeting.Greeting;
              import io.kubeless.function.*;
              public final class Hello implements Handler<Event, Context> {
                @Override public String handle(Event event, Context context) { return Greeting.of(event.text()); }
              }
              """,
              "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId><version>1</version><dependencies><dependency><groupId>com.acme</groupId><artifactId>greeting</artifactId><version>1</version></dependency></dependencies></project>");
      Map<String, String> variables = volume.variables("Hello.handle");
      assertThat(volume.run("install", variables)).isEqualTo("0\n");
      assertThat(volume.run("compile", variables)).isEqualTo("0\n");
      start(volume, variables);
      assertThat(call("POST", "/", "Duke").body()).isEqualTo("hello Duke");
      assertThat(call("GET", "/metrics", "").body()).contains("function_calls_total");
    }
  }

  @Test
  void aMethodWithUpstreamsSignatureAnswersAndItsExceptionIsAFailure() throws Exception {
    Volume volume =
        prepared(
            "Foo.java",
            """
            package io.kubeless;
            import io.kubeless.Event;
            import io.kubeless.Context;
            public class Foo {
              public String bar(io.kubeless.Event event, io.kubeless.Context context) {
                if (event.Data.isEmpty()) throw new IllegalArgumentException("empty");
                return String.join(",", event.Data, event.EventID, context.functionName, context.timeout, context.memoryLimit);
              }
            }
            """,
            "");
    Map<String, String> variables = volume.variables("Foo.bar");
    assertThat(volume.run("compile", variables)).isEqualTo("0\n");
    start(volume, variables);
    assertThat(call("POST", "/", "Duke").body()).isEqualTo("Duke,7,bar,30,256Mi");
    assertThat(call("POST", "/", "").statusCode()).isEqualTo(500);
  }

  @Test
  void jsonIsBoundToTheTypesOfASource() throws Exception {
    Volume volume =
        prepared(
            "Sum.java",
            """
            import io.kubeless.function.*;
            import java.util.List;
            public final class Sum implements TypedHandler<List<Integer>, Sum.Result> {
              public record Result(int sum) {}
              @Override public Result apply(List<Integer> all, Context context) {
                return new Result(all.stream().mapToInt(Integer::intValue).sum());
              }
            }
            """,
            "");
    Map<String, String> variables = volume.variables("Sum.apply");
    variables.put("FUNC_MEMORY_LIMIT", "0"); // as the controller sets it without a limit
    assertThat(volume.run("compile", variables)).isEqualTo("0\n");
    start(volume, variables);
    assertThat(List.of(call("POST", "/", "[1, 2, 3]").body())).containsExactly("{\"sum\":6}");
  }
}
