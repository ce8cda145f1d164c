package io.kubeless.maven;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.cluster.Connection;
import io.kubeless.packaging.cluster.FunctionCall;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Calls the deployed function through the API server, or the one that {@code run} started, and
 * prints its answer. A status of 400 or more fails the build.
 */
@Mojo(
    name = "invoke",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public class InvokeMojo extends AbstractClusterMojo {
  private static final int FIRST_FAILURE = 400;

  /** The body: text, or JSON. */
  @Parameter(property = GoalProperties.DATA)
  private @Nullable String data;

  /** A file with the body. */
  @Parameter(property = GoalProperties.FILE)
  private @Nullable String file;

  /** The path and query. */
  @Parameter(property = GoalProperties.PATH, defaultValue = "/")
  private String path;

  /** Whether the function on this machine is called. */
  @Parameter(property = GoalProperties.LOCAL, defaultValue = "false")
  private boolean local;

  /** The port of the function on this machine. */
  @Parameter(property = GoalProperties.PORT, defaultValue = "8080")
  private String port;

  @Override
  void run() throws IOException, MojoFailureException {
    byte[] body = body();
    String type = contentType(body);
    String to = "/" + setting(GoalProperties.PATH, path).orElse("/").replaceFirst("^/", "");
    FunctionCall.Answer answer =
        flag(GoalProperties.LOCAL, local) ? local(to, type, body) : deployed(to, type, body);
    System.out.println(new String(answer.body(), StandardCharsets.UTF_8));
    getLog().info("status    " + answer.status());
    if (answer.status() >= FIRST_FAILURE) {
      throw new MojoFailureException("\nKUBELESS-419 The function answered " + answer.status());
    }
  }

  private byte[] body() throws IOException {
    Optional<String> from = setting(GoalProperties.FILE, file);
    if (from.isPresent()) {
      Path source = session.getTopLevelProject().getBasedir().toPath().resolve(from.get());
      if (!Files.isReadable(source)) {
        throw new ProblemException(
            Problem.inProject(
                302,
                "The file cannot be read",
                source.toString(),
                "-D" + GoalProperties.FILE + " is relative to the project",
                "check its name"));
      }
      return Files.readAllBytes(source);
    }
    String given =
        session.getUserProperties().getProperty(GoalProperties.DATA, data == null ? "" : data);
    return given.getBytes(StandardCharsets.UTF_8);
  }

  private static String contentType(byte[] body) {
    if (body.length == 0) {
      return "";
    }
    try {
      return new ObjectMapper().readTree(body).isContainerNode()
          ? "application/json"
          : "text/plain; charset=utf-8";
    } catch (IOException e) {
      return "text/plain; charset=utf-8"; // whatever is no JSON is text
    }
  }

  private FunctionCall.Answer deployed(String to, String type, byte[] body) throws IOException {
    ConfiguredFunction only = OneFunction.of(modules(registry()).all()).configured();
    if (only.function().once()) {
      throw new ProblemException(
          Problem.inProject(
              421,
              "The function " + only.function().name() + " takes no calls on the cluster",
              only.effective().get("run").map(run -> run.origin().toString()).orElse("run"),
              "with run: once a process starts for each tick, and listens to nobody",
              Names.tickNow(only.function())
                  + ", or call it on this machine: mvn kubeless:run, and -Dkubeless.local"));
    }
    Map<String, String> headers = new LinkedHashMap<>();
    if (body.length > 0) {
      headers.put("event-type", type);
      headers.put("event-id", UUID.randomUUID().toString());
      headers.put("event-time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
      headers.put("event-namespace", "cli.kubeless.io");
    }
    try (Connection connection = connect(only.function().namespace())) {
      return FunctionCall.send(connection, only.function().name(), to, type, body, headers);
    }
  }

  private FunctionCall.Answer local(String to, String type, byte[] body) throws IOException {
    URI uri =
        URI.create("http://localhost:" + setting(GoalProperties.PORT, port).orElse("8080") + to);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (body.length > 0) {
      request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    }
    try {
      HttpResponse<byte[]> response =
          HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      return new FunctionCall.Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw new ProblemException(
          Problem.around(
              418,
              "No function answers on this machine",
              uri.toString(),
              NetworkFailure.why(e),
              "start it in another terminal: mvn kubeless:run"),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
