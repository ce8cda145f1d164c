package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The last successful deployments of a function, each in a ConfigMap. Only a process that has the
 * function's lock writes them.
 */
public final class History {
  /**
   * The history of a function at one point in time.
   *
   * @param function name of the function
   * @param target the kind of its objects
   * @param revisions the last successful deployments, the newest one last
   * @param current number of the revision that the last deployment has applied; zero if it was too
   *     large to be recorded; absent if a deployment is running, or the last one did not succeed
   */
  public record State(
      String function, String target, List<RecordedRevision> revisions, OptionalInt current) {
    /** Copies the revisions. */
    public State {
      revisions = List.copyOf(revisions);
    }
  }

  /** How many revisions are kept. */
  static final int LENGTH = 5;

  /**
   * The largest ConfigMap that is written, in bytes. The API server accepts 1 MiB of data.
   *
   * @see <a href="https://kubernetes.io/docs/concepts/configuration/configmap/">ConfigMaps</a>
   */
  private static final int LARGEST = 1 << 20;

  private final KubernetesApi api;
  private final String function;
  private Optional<List<RecordedRevision>> revisions = Optional.empty();

  /** Creates the history, without sending a request. */
  History(KubernetesApi api, String function) {
    this.api = api;
    this.function = function;
  }

  /**
   * Reads the history of a function.
   *
   * @throws ProblemException if the function is not deployed, or the cluster refuses a request
   */
  public static State read(ClusterConnection connection, String function) {
    KubernetesApi api = new KubernetesApi(connection);
    try {
      RevisionChoice choice = new RevisionChoice(api, function);
      AppliedSet set = AppliedSet.read(api, function).orElseThrow(choice::notDeployed);
      List<RecordedRevision> revisions = new History(api, function).revisions();
      return new State(function, set.target(), revisions, set.revision());
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The history of %s cannot be read", function), api.connection());
    }
  }

  /** Returns the ConfigMaps of all revisions. */
  static List<JsonNode> list(KubernetesApi api, String function) throws ApiFailure {
    return api.list(ApiResource.CONFIG_MAP, Names.revisionSelector(function));
  }

  /** Returns whether a ConfigMap is a revision. */
  static boolean has(JsonNode configMap) {
    return LiveObject.label(configMap, Names.COMPONENT).equals(Names.REVISION);
  }

  /** Returns the revisions, the newest one last. They are read once. */
  List<RecordedRevision> revisions() throws ApiFailure {
    if (revisions.isEmpty()) {
      revisions =
          Optional.of(
              list(api, function).stream()
                  .filter(LiveObject::isManaged)
                  .map(RecordedRevision::of)
                  .sorted(Comparator.comparing(RecordedRevision::number))
                  .toList());
    }
    return revisions.get();
  }

  /** Returns the newest revision. */
  Optional<RecordedRevision> latest() throws ApiFailure {
    List<RecordedRevision> all = revisions();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
  }

  /** Returns the names of the ConfigMaps with the configurations of all revisions. */
  Set<String> configurations() throws ApiFailure {
    Set<String> names = new HashSet<>();
    for (RecordedRevision each : revisions()) {
      for (KubernetesObject object : each.revision().manifests().objects()) {
        if (ApiResource.of(object).isConfiguration()) {
          names.add(object.name());
        }
      }
    }
    return names;
  }

  /**
   * Records a revision whose deployment has succeeded, unless it is the newest one already, and
   * deletes the oldest ones. If it cannot be recorded, this is logged.
   *
   * @return its number, zero if it is too large; absent if writing has failed
   */
  OptionalInt record(Revision deployed, Consumer<String> log) {
    try {
      Revision next = RecordedRevision.withoutData(deployed);
      Optional<RecordedRevision> latest = latest();
      List<ObjectChange> changes =
          RecordedRevision.changes(latest.map(RecordedRevision::revision), next);
      if (latest.isPresent() && changes.isEmpty()) {
        trim(revisions()); // a deployment may have ended before it did
        return OptionalInt.of(latest.get().number());
      }
      RecordedRevision recorded =
          new RecordedRevision(
              latest.map(RecordedRevision::number).orElse(0) + 1,
              api.timing().now().truncatedTo(ChronoUnit.SECONDS),
              api.connection().user(),
              changes,
              next);
      KubernetesObject configMap = recorded.configMap();
      String content = ApiJson.write(configMap.content());
      if (content.getBytes(StandardCharsets.UTF_8).length > LARGEST) {
        log.accept("history   the objects of " + function + " are too large to be recorded");
        return OptionalInt.of(0);
      }
      api.apply(configMap, Names.MANAGER, true, false);
      List<RecordedRevision> all = new ArrayList<>(revisions());
      all.add(recorded);
      trim(all);
      return OptionalInt.of(recorded.number());
    } catch (ApiFailure | ProblemException e) {
      log.accept("history   that of " + function + " cannot be updated: " + e.getMessage());
      return OptionalInt.empty();
    }
  }

  /** Deletes the oldest revisions. */
  private void trim(List<RecordedRevision> all) throws ApiFailure {
    int excess = Math.max(0, all.size() - LENGTH);
    revisions = Optional.of(List.copyOf(all.subList(excess, all.size())));
    for (RecordedRevision each : all.subList(0, excess)) {
      String name = Names.revision(function, each.number());
      api.delete(ApiResource.CONFIG_MAP, name, Map.of(), "Background");
    }
  }
}
