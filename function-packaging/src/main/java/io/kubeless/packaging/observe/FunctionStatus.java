package io.kubeless.packaging.observe;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Wording;
import io.kubeless.packaging.rollout.LastProblem;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one function.
 *
 * @param context the context of its cluster
 * @param namespace its namespace
 * @param function what is on the cluster
 * @param run the last run of a function that only its schedules start; absent if there is none
 * @param sources the states of its sources of events, pod by pod
 * @param history its last successful deployments; absent if the plugin has not deployed it
 * @param problem its last problem; absent if it has none
 */
public record FunctionStatus(
    String context,
    String namespace,
    LiveFunction function,
    Optional<ScheduledRun> run,
    List<SourceState> sources,
    Optional<FunctionHistory> history,
    Optional<Problem> problem) {

  /**
   * Reads the state of a function.
   *
   * @throws ProblemException if it is not deployed, or the user may not read it
   */
  public static FunctionStatus read(ClusterConnection connection, String name) {
    KubernetesApi api = new KubernetesApi(connection);
    try {
      List<LiveFunction> all = LiveFunction.of(Snapshot.read(api));
      LiveFunction function =
          all.stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow(() -> notDeployed(connection, name, all));
      FunctionPods pods = new FunctionPods(api);
      List<JsonNode> own = function.isService() ? pods.of(name) : List.of();
      Optional<ScheduledRun> run =
          function.isService() ? Optional.empty() : ScheduledRun.last(pods.runs(name));
      return new FunctionStatus(
          connection.context(),
          connection.namespace(),
          function,
          run,
          function.hasSources() ? sources(pods, own) : List.of(),
          function.owner().map(owner -> FunctionHistory.read(connection, name)),
          problem(new LastProblem(api, name), function, own)
              .or(() -> run.flatMap(each -> each.problem(name, connection.namespace()))));
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The state of the function %s cannot be read", name), connection);
    }
  }

  private static Optional<Problem> problem(
      LastProblem problem, LiveFunction function, List<JsonNode> pods) {
    return function
        .resource()
        .filter(each -> function.owner().isPresent()) // others leave the image to the controller
        .flatMap(each -> problem.unserved(each, function.deployment()))
        .or(
            () ->
                function.isService() ? problem.of(function.deployment(), pods) : Optional.empty());
  }

  private static List<SourceState> sources(FunctionPods pods, List<JsonNode> own) {
    List<SourceState> states = new ArrayList<>();
    for (JsonNode pod : own) {
      if (pod.path("metadata").has("deletionTimestamp")) {
        continue; // it receives no more events
      }
      pods.management(pod, RuntimeContract.READINESS_PATH)
          .ifPresent(text -> states.addAll(SourceState.of(FunctionPods.name(pod), text)));
    }
    return states;
  }

  static ProblemException notDeployed(
      ClusterConnection connection, String name, List<LiveFunction> all) {
    return new ProblemException(
        Problem.of(ErrorCode.NOT_DEPLOYED, "The function %s is not deployed", name)
            .at("%s / %s", connection.context(), connection.namespace())
            .because(
                all.isEmpty()
                    ? Message.of("the namespace has no functions")
                    : Message.of(
                        "the namespace has %s",
                        String.join(", ", all.stream().map(LiveFunction::name).toList())))
            .remedy(
                "deploy it: %s, or choose another namespace: %s",
                goals("deploy"), setting("namespace")));
  }

  /** Returns lines for people, each with a label. */
  public String text(Style style, Wording wording) {
    Lines lines = new Lines(style);
    lines.add("function", style.bold(function.name()) + " in " + context + " / " + namespace);
    lines.add(
        "target",
        function.target() + function.owner().map(owner -> "   module " + owner).orElse(""));
    function.image().ifPresent(image -> lines.add("image", image));
    lines.add("replicas", replicas(style));
    run.ifPresent(each -> lines.add("run", each.text(style)));
    function.triggers().forEach(each -> lines.add("trigger", each.type() + " " + each.detail()));
    function.urls(namespace).forEach(url -> lines.add("url", url));
    for (SourceState each : sources) {
      lines.add("source", each.name() + ": " + each.detail() + "   " + style.faint(each.pod()));
    }
    history.flatMap(FunctionHistory::latest).ifPresent(each -> lines.add("deployed", each));
    problem.ifPresent(each -> lines.add("problem", style.bad(each.text(wording))));
    return lines.text();
  }

  private String replicas(Style style) {
    if (!function.isService()) {
      return "started by its schedules only";
    }
    String ready = function.ready() + " of " + function.wanted() + " ready";
    boolean good = function.ready() == function.wanted();
    int old = function.isDeployed() ? function.wanted() - function.updated() : 0;
    return (good ? style.good(ready) : style.bad(ready))
        + (old > 0 ? ", " + old + " still to be updated" : "");
  }

  /** Returns the fields for programs. */
  public Map<String, Object> fields(Wording wording) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("context", context);
    fields.put("namespace", namespace);
    fields.putAll(Fields.of(function, namespace));
    run.ifPresent(each -> fields.put("lastRun", each.fields()));
    if (function.hasSources()) {
      fields.put("sources", sources.stream().map(SourceState::fields).toList());
    }
    history
        .flatMap(FunctionHistory::latestContent)
        .ifPresent(each -> fields.put("lastDeploy", each));
    problem.ifPresent(each -> fields.put("problem", each.fields(wording)));
    return fields;
  }

  /** Returns one document with several functions. */
  public static String document(
      OutputFormat format, List<FunctionStatus> functions, Wording wording) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schemaVersion", 1);
    document.put("functions", functions.stream().map(each -> each.fields(wording)).toList());
    return format.document(document);
  }
}
