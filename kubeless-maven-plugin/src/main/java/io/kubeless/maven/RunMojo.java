package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Execute;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.jspecify.annotations.Nullable;

/**
 * Starts the function on this machine, with the class path and the settings of its image, until it
 * is interrupted. Code changes need another start.
 */
@Mojo(
    name = "run",
    aggregator = true,
    requiresDependencyResolution = ResolutionScope.COMPILE_PLUS_RUNTIME,
    threadSafe = true)
@Execute(phase = LifecyclePhase.PROCESS_CLASSES)
public class RunMojo extends AbstractKubelessMojo {

  /** The port it answers on. */
  @Parameter(property = GoalProperties.PORT, defaultValue = "8080")
  private String port;

  /** A directory that holds one directory for each Secret, with a file for each key. */
  @Parameter(property = GoalProperties.SECRETS)
  private @Nullable String secretsDirectory;

  @Override
  void run() throws IOException {
    OneFunction only = OneFunction.of(modules(registry()).all());
    ConfiguredFunction configured = only.configured();
    Path output = output(only.module().project());
    boolean packaged = modules(registry()).packagedJar(only.module().project());
    ImageRequest request = images().request(only.module(), configured.function(), output, packaged);
    Optional<Path> secrets =
        setting(GoalProperties.SECRETS, secretsDirectory)
            .map(only.module().project().getBasedir().toPath()::resolve);
    LocalProcess process =
        LocalProcess.start(
            configured.function(),
            FunctionFiles.prepare(request),
            request.jdk(),
            number(),
            secrets);
    getLog().info("running   http://localhost:" + number() + "   stop it with Ctrl-C");
    getLog().info("call      curl -d Duke http://localhost:" + number() + "/");
    int code = process.await();
    if (code != 0 && code != LocalProcess.INTERRUPTED) {
      throw new ProblemException(
          Problem.inProject(
              420,
              "The function ended with exit code " + code,
              configured.function().handler().name(),
              "its last line says why",
              "correct it and run again"));
    }
  }

  private int number() {
    String text = setting(GoalProperties.PORT, port).orElse("8080");
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65535) {
      throw new ProblemException(
          Problem.inProject(
              302,
              GoalProperties.PORT + " is not valid: " + text,
              "-D" + GoalProperties.PORT,
              "a port from 0 to 65535 is expected",
              "-D" + GoalProperties.PORT + "=8080"));
    }
    return Integer.parseInt(text);
  }
}
