package io.kubeless.packaging.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A command that a kubeconfig names under {@code exec}, and that prints the user's token or
 * certificate. It runs before the first request, and again when the printed credential expires.
 *
 * @see <a
 *     href="https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins">client-go
 *     credential plugins</a>
 */
final class ExecPlugin {
  private static final String GROUP = "client.authentication.k8s.io/";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final KubeconfigEntry exec;
  private final String apiVersion;
  private final boolean interactive;
  private final List<String> command = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private ExecCredential credential = new ExecCredential(Login.NOBODY, Instant.MIN);

  /** Checks the entry of the kubeconfig, without running the command. */
  ExecPlugin(KubeconfigEntry exec, Map<String, Object> cluster, Caller caller) {
    this.exec = exec;
    this.apiVersion = exec.text("apiVersion").orElse("");
    if (!apiVersion.equals(GROUP + "v1") && !apiVersion.equals(GROUP + "v1beta1")) {
      throw exec.problem(
          "apiVersion",
          Message.of("is %s", apiVersion.isEmpty() ? "not set" : apiVersion),
          Message.of("update the command, and set apiVersion: %sv1", GROUP));
    }
    command.add(command());
    command.addAll(exec.texts("args"));
    for (KubeconfigEntry variable : exec.entries("env")) {
      environment.put(
          variable
              .text("name")
              .orElseThrow(
                  () ->
                      exec.problem(
                          "env", Message.of("has an entry without a name"), Message.of("name it"))),
          variable.text("value").orElse(""));
    }
    this.interactive = interactive(caller.terminal());
    environment.put("KUBERNETES_EXEC_INFO", info(cluster));
  }

  /**
   * Returns the program. A command that contains a separator is a path, relative to the
   * kubeconfig's directory.
   */
  private String command() {
    String text =
        exec.text("command")
            .orElseThrow(
                () ->
                    exec.problem(
                        "command", Message.of("is not set"), Message.of("name the login command")));
    return text.contains(File.separator)
        ? exec.path("command").map(Path::toString).orElse(text)
        : text;
  }

  private boolean interactive(boolean terminal) {
    String mode =
        exec.text("interactiveMode").orElse(apiVersion.endsWith("/v1") ? "" : "IfAvailable");
    if (!List.of("Never", "IfAvailable", "Always").contains(mode)) {
      throw exec.problem(
          "interactiveMode",
          mode.isEmpty() ? Message.of("is not set") : Message.of("is %s", mode),
          Message.of("set it to Never, IfAvailable or Always"));
    }
    if (mode.equals("Always") && !terminal) {
      throw exec.problem(
          "interactiveMode",
          Message.of("is Always, and standard input is not a terminal"),
          Message.of(
              "run the build interactively in a terminal, or choose a context with another login"));
    }
    return terminal && !mode.equals("Never");
  }

  private String info(Map<String, Object> cluster) {
    Map<String, Object> spec = new LinkedHashMap<>();
    if (exec.flag("provideClusterInfo")) {
      spec.put("cluster", cluster);
    }
    spec.put("interactive", interactive);
    Map<String, Object> info = new LinkedHashMap<>();
    info.put("kind", "ExecCredential");
    info.put("apiVersion", apiVersion);
    info.put("spec", spec);
    try {
      return JSON.writeValueAsString(info);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Returns the login. Runs the command unless there is a valid login already.
   *
   * @throws ProblemException if the command fails or prints no credential
   */
  synchronized Login login() {
    if (!Instant.now().isBefore(credential.expiry())) {
      credential = ExecCredential.of(run(), apiVersion, this::failed);
    }
    return credential.login();
  }

  private String run() {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    @Nullable Path errors = null;
    try {
      errors = Files.createTempFile("login", ".txt");
      if (interactive) {
        builder.redirectInput(ProcessBuilder.Redirect.INHERIT);
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      } else {
        builder.redirectInput(nothing());
        builder.redirectError(errors.toFile());
      }
      Process process = start(builder);
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      String complaint = Files.readString(errors, StandardCharsets.ISO_8859_1).strip();
      if (code != 0) {
        throw failed(
            complaint.isEmpty()
                ? Message.of("it ended with exit code %s", code)
                : Message.of("it ended with exit code %s: %s", code, complaint));
      }
      if (!complaint.isEmpty()) {
        System.err.println(complaint);
      }
      return printed;
    } catch (IOException e) {
      throw failed(Message.of("its output cannot be read: %s", String.valueOf(e.getMessage())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed(Message.of("it was interrupted"));
    } finally {
      delete(errors);
    }
  }

  private static ProcessBuilder.Redirect nothing() {
    boolean windows = File.separatorChar == '\\';
    return ProcessBuilder.Redirect.from(new File(windows ? "NUL" : "/dev/null"));
  }

  private static void delete(@Nullable Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw problem(
          Message.of("the command is not found, or cannot be executed"),
          exec.text("installHint")
              .map(hint -> Message.verbatim(hint.strip()))
              .orElse(Message.of("install %s, or put it on the PATH", command.get(0))));
    }
  }

  private ProblemException failed(Message why) {
    return problem(
        why,
        Message.of(
            "run it yourself: %s",
            command.stream().map(ExecPlugin::shellWord).collect(Collectors.joining(" "))));
  }

  private static String shellWord(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  private ProblemException problem(Message why, Message remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.LOGIN_COMMAND_FAILED, "The login command %s failed", command.get(0))
            .at("%s, %s", exec.file(), exec.place())
            .because(why)
            .remedy(remedy));
  }
}
