package io.kubeless.packaging.observe;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.deploy.History;
import io.kubeless.packaging.deploy.ObjectChange;
import io.kubeless.packaging.deploy.RecordedRevision;
import io.kubeless.packaging.log.Style;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The last successful deployments of a function.
 *
 * @param state the history, the newest revision last
 */
public record FunctionHistory(History.State state) {
  private static final int DIGEST = "@sha256:".length() + 12;

  /** Reads the history of a function. */
  public static FunctionHistory read(ClusterConnection connection, String function) {
    return new FunctionHistory(History.read(connection, function));
  }

  /** Returns a table, and a sentence if no revision is current. */
  public String text(Style style) {
    String heading = style.bold(state.function()) + "   target " + state.target() + "\n";
    List<RecordedRevision> revisions = state.revisions();
    if (revisions.isEmpty()) {
      return heading + "The history is empty: no deployment has been recorded yet.";
    }
    Table table = new Table(style, "REVISION", "TIME", "USER", "IMAGE", "CHANGES");
    for (RecordedRevision each : revisions) {
      table.row(
          each.number() + (current(each) ? " current" : ""),
          each.time().toString(),
          each.user(),
          shortened(each.image()),
          changes(each));
    }
    String rows = heading + table.text();
    return revisions.stream().anyMatch(this::current)
        ? rows
        : rows
            + "\nA later deployment "
            + later()
            + "; rollback restores revision "
            + revisions.get(revisions.size() - 1).number()
            + ".";
  }

  /** Returns why no revision is current. */
  private String later() {
    return state.current().isPresent()
        ? "was too large to be recorded"
        : "is running or did not succeed";
  }

  /** Returns the newest revision and its changes in a line. */
  Optional<String> latest() {
    return newest()
        .map(
            each ->
                "revision "
                    + each.number()
                    + " at "
                    + each.time()
                    + " by "
                    + each.user()
                    + ": "
                    + changes(each)
                    + (current(each) ? "" : "; a later deployment " + later()));
  }

  /** Returns the fields of the newest revision. */
  Optional<Map<String, Object>> latestContent() {
    return newest().map(this::content);
  }

  private Optional<RecordedRevision> newest() {
    List<RecordedRevision> all = state.revisions();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  private boolean current(RecordedRevision each) {
    return state.current().isPresent() && state.current().getAsInt() == each.number();
  }

  private static String shortened(String image) {
    return image.substring(0, Math.min(image.length(), image.lastIndexOf('@') + DIGEST));
  }

  static String changes(RecordedRevision each) {
    String summary = ObjectChange.summary(each.changes());
    return each.revision().restores().isPresent()
        ? "rollback to " + each.revision().restores().getAsInt() + ": " + summary
        : summary;
  }

  /** Returns the histories of several functions as one document. */
  public static String document(OutputFormat format, List<FunctionHistory> all) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("schemaVersion", 1);
    document.put("functions", all.stream().map(FunctionHistory::content).toList());
    return format.document(document);
  }

  private Map<String, Object> content() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("name", state.function());
    content.put("target", state.target());
    content.put("revisions", state.revisions().stream().map(this::content).toList());
    return content;
  }

  private Map<String, Object> content(RecordedRevision each) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("revision", each.number());
    content.put("current", current(each));
    content.put("time", each.time().toString());
    content.put("user", each.user());
    content.put("version", each.revision().version());
    content.put("image", each.revision().image());
    content.put("digest", each.revision().digest());
    each.revision().overlay().ifPresent(name -> content.put("overlay", name));
    each.revision().restores().ifPresent(number -> content.put("restores", number));
    content.put("changes", each.changes().stream().map(FunctionHistory::content).toList());
    return content;
  }

  private static Map<String, Object> content(ObjectChange change) {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("kind", change.kind());
    content.put("name", change.name());
    content.put("action", change.action().text());
    return content;
  }
}
