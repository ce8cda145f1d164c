package io.kubeless.packaging.observe;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.PodLog;
import io.kubeless.packaging.log.LogFormat;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The log of all pods of a function, in the order of time. */
public final class FunctionLogs {
  private final ClusterConnection connection;
  private final String function;
  private final LogOptions options;
  private final PodLines output;
  private final Consumer<String> notes;

  /**
   * Creates the log, without sending a request.
   *
   * @param lines receives each line in the format
   * @param notes receives why the log of a pod is missing
   */
  public FunctionLogs(
      ClusterConnection connection,
      String function,
      LogOptions options,
      LogFormat format,
      Consumer<String> lines,
      Consumer<String> notes) {
    this.connection = connection;
    this.function = function;
    this.options = options;
    this.output = new PodLines(format, lines);
    this.notes = notes;
  }

  /**
   * Writes the log. With {@code follow}, it returns only if the thread is interrupted.
   *
   * @throws ProblemException if there are no pods, or the user may not read their logs
   */
  public void write() {
    FunctionPods pods = new FunctionPods(new KubernetesApi(connection));
    try {
      if (options.follow() && !options.previous()) {
        new FollowedLogs(connection, function, options, output, notes).write(pods);
      } else {
        write(pods.withRuns(function));
      }
    } catch (ApiFailure e) {
      throw failure(e);
    }
  }

  private ProblemException failure(ApiFailure cause) {
    return cause.problem(
        Message.of("The log of the function %s cannot be read", function), connection);
  }

  private void write(List<JsonNode> pods) {
    List<PodLog> logs = new ArrayList<>();
    for (JsonNode pod : pods) {
      if (!options.previous() || FunctionPods.restarts(pod, function) > 0) {
        logs.add(log(connection, pod, function));
      }
    }
    if (logs.isEmpty()) {
      throw new ProblemException(missing(pods.isEmpty()));
    }
    List<TimedLine> lines = new ArrayList<>();
    for (PodLog each : logs) {
      read(each, lines);
    }
    lines.stream()
        .sorted(Comparator.comparing((TimedLine line) -> line.line().time()))
        .forEach(line -> output.write(line.pod(), line.line().text(), logs.size() > 1));
  }

  private record TimedLine(String pod, PodLog.Line line) {}

  private void read(PodLog log, List<TimedLine> lines) {
    try {
      log.read(options.query(), line -> lines.add(new TimedLine(log.pod(), line)));
    } catch (ApiFailure e) {
      if (e.status() == 401 || e.status() == 403) {
        throw failure(e);
      }
      notes.accept(log.pod() + ": " + e.message()); // it is not started yet, or already deleted
    } catch (IOException e) {
      notes.accept(log.pod() + ": the log ends early, because the connection was lost");
    }
  }

  static PodLog log(ClusterConnection connection, JsonNode pod, String function) {
    return new PodLog(connection, FunctionPods.name(pod), FunctionPods.container(pod, function));
  }

  private Problem missing(boolean noPods) {
    String namespace = connection.namespace();
    return noPods
        ? Problem.of(ErrorCode.NO_LOG, "The function %s has no pods", function)
            .at("%s / %s", connection.context(), namespace)
            .because("it is not deployed, or scaled to zero")
            .remedy("kubectl get deployment %s -n %s", function, namespace)
        : Problem.of(ErrorCode.NO_LOG, "No container of %s was restarted", function)
            .at("%s / %s", connection.context(), namespace)
            .because("only a container that was restarted has a previous log")
            .remedy("read the log of the running containers, without this setting");
  }
}
