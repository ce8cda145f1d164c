package io.kubeless.maven;

import io.kubeless.packaging.observe.FunctionHistory;
import io.kubeless.packaging.observe.OutputFormat;
import java.io.IOException;
import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Prints the last five successful deployments of functions: time, user, image and changes. Nothing
 * is compiled. With {@code -Dkubeless.name} it does not need a project either.
 */
@Mojo(name = "history", aggregator = true, requiresProject = false, threadSafe = true)
@SuppressWarnings("UnusedVariable")
public class HistoryMojo extends AbstractKubelessMojo {
  /** Context of the kubeconfig. If it is unset, the current context is used. */
  @Parameter(property = "kubeless.context")
  private @Nullable String context;

  /**
   * Format of the output: {@code text}, {@code json} or {@code yaml}. If it is unset, {@code logs}
   * converts the lines to text on a terminal only, and the other goals write text.
   */
  @Parameter(property = "kubeless.format")
  private @Nullable String format;

  @Override
  void run(GoalContext goal) throws IOException {
    List<FunctionHistory> all = NamedFunction.read(goal, FunctionHistory::read);
    OutputFormat wanted = goal.settings().format();
    if (wanted == OutputFormat.TEXT) {
      TerminalStyle style = TerminalStyle.of(goal.session());
      all.forEach(each -> System.out.println(each.text(style.style())));
    } else {
      System.out.println(FunctionHistory.document(wanted, all));
    }
  }
}
