package io.kubeless.packaging.deploy;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ApiJson;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
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
    for (Planned planned : new Plan(api, revision, options, leaving).of()) {
      differences.add(new ObjectDifference(planned.change(), fields(planned)));
    }
    AppliedSet known = before.kinds().isEmpty() ? before : AppliedSet.of(revision).after(before);
    History history = new History(api, revision.function());
    for (LiveObject object : new Pruning(api, revision, history).find(known).objects()) {
      ObjectChange change =
          new ObjectChange(object.resource().kind(), object.name(), ObjectChange.Action.PRUNED);
      differences.add(new ObjectDifference(change, List.of()));
    }
    return differences;
  }

  private static List<FieldDifference> fields(Planned planned) {
    return switch (planned.action()) {
      case CREATED ->
          FieldDifference.between(
              Optional.empty(), Optional.of(ApiJson.node(planned.object().content())));
      case CHANGED ->
          FieldDifference.between(
              planned.live().map(Plan::comparable), planned.tried().map(Plan::comparable));
      default -> List.of();
    };
  }
}
