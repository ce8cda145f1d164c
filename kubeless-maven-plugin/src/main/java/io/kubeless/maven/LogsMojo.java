package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.observe.FunctionLogs;
import java.io.IOException;
import java.time.ZoneId;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Prints the log of all pods of a deployed function: on a terminal as text, elsewhere as the JSON
 * lines that the runtime writes. Nothing is compiled. With {@code -Dkubeless.name} it does not need
 * a project either.
 */
@Mojo(name = "logs", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class LogsMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Format of the output: {@code text}, {@code json} or {@code yaml}. If it is unset, {@code logs}
   * converts the lines to text on a terminal only, and the other goals write text.
   */
  @Parameter(property = "kubeless.format")
  private @Nullable String format;

  /** Waits for new lines, also of pods that start later, until it is interrupted. */
  @Parameter(property = "kubeless.follow", defaultValue = "false")
  private boolean follow;

  /** Reads the log that containers had before their last restart, for example after a crash. */
  @Parameter(property = "kubeless.previous", defaultValue = "false")
  private boolean previous;

  /**
   * Greatest age of a line, such as {@code 30s}, {@code 5m}, {@code 2h} or {@code 1d}. If it is
   * unset, all lines are read.
   */
  @Parameter(property = "kubeless.since")
  private @Nullable String since;

  /** Number of last lines of each pod. If it is unset, all lines are read. */
  @Parameter(property = "kubeless.tail")
  private @Nullable String tail;

  @Override
  void run(GoalContext goal) throws IOException {
    GoalSettings settings = goal.settings();
    LogFormat lines = format(settings, TerminalStyle.of(goal.session()));
    NamedFunction function = NamedFunction.only(goal);
    try (ClusterConnection connection = function.connect()) {
      new FunctionLogs(
              connection,
              function.name(),
              settings.log(),
              lines,
              System.out::println,
              goal.log()::warn)
          .write();
    }
  }

  private static LogFormat format(GoalSettings settings, TerminalStyle style) {
    Optional<String> wanted = settings.text(Setting.FORMAT);
    if (wanted.isEmpty()) {
      return style.logs();
    }
    return switch (settings.format()) {
      case TEXT -> LogFormat.text(style.style(), ZoneId.systemDefault());
      case JSON -> LogFormat.json();
      case YAML ->
          throw new ProblemException(
              Problem.of(ErrorCode.INVALID_VALUE, "A log cannot be written as YAML")
                  .at(settings.origin(Setting.FORMAT))
                  .because("text or json is expected: its lines are JSON")
                  .remedy("-D%s=json", Setting.FORMAT.property()));
    };
  }
}
