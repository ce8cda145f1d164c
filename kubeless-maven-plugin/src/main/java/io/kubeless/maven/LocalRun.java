package io.kubeless.maven;

import io.kubeless.packaging.config.LocalConfiguration;
import io.kubeless.packaging.image.FunctionFiles;
import io.kubeless.packaging.image.ImageRequest;
import io.kubeless.packaging.image.LocalProcess;
import io.kubeless.packaging.image.LocalSettings;
import io.kubeless.packaging.model.Function;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A function that this build has started on this machine.
 *
 * @param function with the values of {@code kubeless-local.yaml}
 * @param files the files of its class path
 */
record LocalRun(Function function, FunctionFiles files, LocalProcess process) {

  /** Starts the function on the configured port. */
  static LocalRun start(GoalContext goal, OneFunction only) throws IOException {
    GoalSettings settings = only.module().settings();
    LocalConfiguration local = only.local();
    ImageRequest request = goal.imageRequests().of(only.module(), local.function());
    return start(goal, settings, local, request, settings.port(), settings.debugPort());
  }

  /** Starts the function on any free port, with files of its own in a directory. */
  static LocalRun start(GoalContext goal, OneFunction only, ImageRequests requests, Path directory)
      throws IOException {
    GoalSettings settings = only.module().settings();
    LocalConfiguration local = only.local();
    ImageRequest request = requests.of(only.module(), local.function()).withWork(directory);
    return start(goal, settings, local, request, 0, OptionalInt.empty());
  }

  private static LocalRun start(
      GoalContext goal,
      GoalSettings settings,
      LocalConfiguration local,
      ImageRequest request,
      int port,
      OptionalInt debugPort)
      throws IOException {
    FunctionFiles files = FunctionFiles.prepare(request);
    LocalProcess process =
        LocalProcess.start(
            local.function(),
            files,
            request.jdk(),
            new LocalSettings(
                port,
                settings.secrets(local),
                TerminalStyle.of(goal.session()).logs(),
                settings.flag(Setting.JOIN_GROUP),
                debugPort));
    return new LocalRun(local.function(), files, process);
  }
}
