package io.kubeless.packaging.observe;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.log.Style;
import io.kubeless.packaging.model.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The functions of a namespace, of both targets, and also those that others have created. */
public final class FunctionList {
  private final ClusterConnection connection;
  private final List<LiveFunction> functions;

  private FunctionList(ClusterConnection connection, List<LiveFunction> functions) {
    this.connection = connection;
    this.functions = functions;
  }

  /**
   * Reads the functions of the connection's namespace.
   *
   * @throws io.kubeless.packaging.model.ProblemException if the user may not list Deployments and
   *     ConfigMaps
   */
  public static FunctionList read(ClusterConnection connection) {
    try {
      return new FunctionList(
          connection, LiveFunction.of(Snapshot.read(new KubernetesApi(connection))));
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The functions cannot be listed"), connection);
    }
  }

  /** Returns the text in a format. */
  public String text(OutputFormat format, Style style) {
    return format == OutputFormat.TEXT ? table(style) : format.document(document());
  }

  private String table(Style style) {
    String place = connection.context() + " / " + connection.namespace();
    if (functions.isEmpty()) {
      return "no functions in " + place;
    }
    Instant now = connection.timing().now();
    Table table =
        new Table(style, "FUNCTION", "READY", "TARGET", "TRIGGERS", "AGE", "MODULE", "IMAGE");
    for (LiveFunction each : functions) {
      table.row(
          each.name(),
          each.isService() ? each.ready() + "/" + each.wanted() : "-",
          each.target(),
          types(each),
          each.created().map(time -> Age.of(Duration.between(time, now))).orElse("-"),
          each.owner().orElse("-"),
          each.image().map(FunctionList::brief).orElse("-"));
    }
    return table.text();
  }

  private static String types(LiveFunction function) {
    return function.triggers().isEmpty()
        ? "-"
        : function.triggers().stream()
            .map(LiveTrigger::type)
            .collect(Collectors.toCollection(TreeSet::new))
            .stream()
            .collect(Collectors.joining(","));
  }

  /** Returns an image with the first 12 digits of its digest. */
  private static String brief(String image) {
    return image.replaceFirst("(@sha256:\\w{12})\\w+$", "$1");
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schemaVersion", 1);
    document.put("context", connection.context());
    document.put("namespace", connection.namespace());
    List<Object> all = new ArrayList<>();
    functions.forEach(each -> all.add(Fields.of(each, connection.namespace())));
    document.put("functions", all);
    return document;
  }
}
