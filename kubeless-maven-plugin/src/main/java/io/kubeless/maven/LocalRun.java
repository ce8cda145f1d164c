package io.kubeless.maven;

import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.console.Console;
import io.kubeless.packaging.console.ConsoleFunction;
import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.image.LocalPublisher;
import io.kubeless.packaging.image.LocalSettings;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A function that this build has started on this machine.
 *
 * @param only the function with the origins of its configuration
 * @param local the function with the values of {@code kubeless-local.yaml}
 * @param files the files of its class path
 * @param publisher publishes events to its brokers
 * @param settings of the process
 */
record LocalRun(
    OneFunction only,
    LocalConfiguration local,
    FunctionFiles files,
    LocalProcess process,
    LocalPublisher publisher,
    LocalSettings settings) {

  /** Starts the function on the configured port. */
  static LocalRun start(GoalContext goal, OneFunction only, Optional<Console> console)
      throws IOException {
    GoalSettings settings = only.module().settings();
    LocalConfiguration local = only.local();
    ImageRequest request = goal.imageRequests().of(only.module(), local.function());
    LocalSettings here = settings(goal, only, local, settings.port(), settings.debugPort(), false);
    return start(only, local, request, here, console);
  }

  /**
   * Starts the function on any free port, with files of its own in a directory, until another
   * process replaces it. If debuggers are configured, it has a free port for them, too.
   */
  static LocalRun start(
      GoalContext goal,
      OneFunction only,
      ImageRequests requests,
      Path directory,
      Optional<Console> console)
      throws IOException {
    LocalConfiguration local = only.local();
    ImageRequest request = requests.of(only.module(), local.function()).withWork(directory);
    OptionalInt debugPort =
        only.module().settings().debugPort().isPresent() ? OptionalInt.of(0) : OptionalInt.empty();
    return start(only, local, request, settings(goal, only, local, 0, debugPort, true), console);
  }

  private static LocalSettings settings(
      GoalContext goal,
      OneFunction only,
      LocalConfiguration local,
      int port,
      OptionalInt debugPort,
      boolean replaceable) {
    GoalSettings settings = only.module().settings();
    return new LocalSettings(
        port,
        settings.secrets(local),
        TerminalStyle.of(goal.session()).logs(),
        settings.flag(Setting.JOIN_GROUP),
        debugPort,
        replaceable);
  }

  private static LocalRun start(
      OneFunction only,
      LocalConfiguration local,
      ImageRequest request,
      LocalSettings here,
      Optional<Console> console)
      throws IOException {
    FunctionFiles files = FunctionFiles.prepare(request);
    Function function = local.function();
    LocalProcess process =
        console.isPresent()
            ? LocalProcess.start(function, files, request.jdk(), here, console.get()::line)
            : LocalProcess.start(function, files, request.jdk(), here);
    return new LocalRun(
        only, local, files, process, LocalPublisher.of(files, request.jdk(), here.secrets()), here);
  }

  Function function() {
    return local.function();
  }

  /**
   * Shows the function on the console page.
   *
   * @param port the port that the page sends requests to
   */
  void show(Console console, int port) {
    console.function(new ConsoleFunction(only.configured(), local, port, publisher));
  }
}
