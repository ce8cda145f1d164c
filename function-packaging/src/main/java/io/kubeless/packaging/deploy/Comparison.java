package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Determines what a deployment would write, with the same dry run, and writes nothing. */
final class Comparison {
  private final KubernetesApi api;
  private final DeployOptions options;

  Comparison(KubernetesApi api, DeployOptions options) {
    this.api = api;
    this.options = options;
  }

  /** Returns the differences in the order of a deployment, with the pruned objects last. */
  List<ObjectDifference> of(Revision revision) throws ApiFailure {
    Optional<AppliedSet> recorded = AppliedSet.read(api, revision.function());
    new Ownership(api, options).require(recorded, revision);
    String target = revision.target().text();
    AppliedSet before =
        recorded.orElse(AppliedSet.unknown(revision.function(), revision.owner(), target));
    boolean switched = !before.target().equals(target);
    Set<String> leaving = switched ? before.owners() : Set.of();
    List<ObjectDifference> differences = new ArrayList<>();
    History history = new History(api, revision.function());
    for (Planned planned : new Plan(api, revision, options, leaving).of()) {
      differences.add(difference(planned, history));
    }
    AppliedSet known = before.kinds().isEmpty() ? before : AppliedSet.of(revision).after(before);
    for (LiveObject object : new Pruning(api, revision, history).find(known).objects()) {
      ObjectChange change =
          new ObjectChange(object.resource().kind(), object.name(), ObjectChange.Action.PRUNED);
      differences.add(new ObjectDifference(change, List.of()));
    }
    return differences;
  }

  private ObjectDifference difference(Planned planned, History history) throws ApiFailure {
    return switch (planned.action()) {
      case CREATED -> {
        Optional<JsonNode> former =
            ApiResource.of(planned.object()).isConfiguration() ? former(history) : Optional.empty();
        yield former.isPresent()
            ? new ObjectDifference(
                planned.change(),
                FieldDifference.between(
                    former.map(Comparison::content),
                    Optional.of(content(ApiJson.node(planned.object().content())))))
            : new ObjectDifference(planned.change(), List.of(), Optional.of(planned.object()));
      }
      case CHANGED ->
          new ObjectDifference(
              planned.change(),
              FieldDifference.between(
                  planned.live().map(Plan::comparable), planned.tried().map(Plan::comparable)));
      default -> new ObjectDifference(planned.change(), List.of());
    };
  }

  /** Returns the configuration of the newest revision, which a new configuration replaces. */
  private Optional<JsonNode> former(History history) throws ApiFailure {
    Optional<RecordedRevision> latest = history.latest();
    if (latest.isEmpty()) {
      return Optional.empty();
    }
    for (KubernetesObject object : latest.get().revision().manifests().objects()) {
      if (ApiResource.of(object).isConfiguration()) {
        return api.get(ApiResource.CONFIG_MAP, object.name());
      }
    }
    return Optional.empty();
  }

  private static JsonNode content(JsonNode configMap) {
    return ((ObjectNode) configMap).deepCopy().retain("data", "binaryData");
  }
}
