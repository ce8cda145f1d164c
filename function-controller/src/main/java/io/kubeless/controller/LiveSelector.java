package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The selector of an existing Deployment, which cannot be changed. Before version 1.0.8, upstream's
 * controller selected pods by all labels that the Function had when it was created.
 */
final class LiveSelector {
  private LiveSelector() {}

  /**
   * Returns the Deployment with the selector of the existing one.
   *
   * @throws ProblemException if that selector does not match the pods of the Deployment
   */
  static Deployment kept(Deployment wanted, Deployment live) {
    LabelSelector selector = live.getSpec().getSelector();
    if (selector.equals(wanted.getSpec().getSelector())) {
      return wanted;
    }
    Map<String, String> missing = new TreeMap<>(labels(selector.getMatchLabels()));
    labels(wanted.getSpec().getTemplate().getMetadata().getLabels())
        .forEach((name, value) -> missing.remove(name, value));
    if (!missing.isEmpty() || !selector.getMatchExpressions().isEmpty()) {
      throw new ProblemException(problem(wanted, missing));
    }
    return new DeploymentBuilder(wanted).editSpec().withSelector(selector).endSpec().build();
  }

  private static Map<String, String> labels(Map<String, String> labels) {
    return Optional.ofNullable(labels).orElse(Map.of());
  }

  private static Problem problem(Deployment wanted, Map<String, String> missing) {
    String name = wanted.getMetadata().getName();
    String namespace = wanted.getMetadata().getNamespace();
    String labels = String.join(" ", missing.entrySet().stream().map(Object::toString).toList());
    return Problem.of(
            ErrorCode.SELECTOR_FIXED,
            "Deployment %s selects pods by labels that the Function does not have: %s",
            name,
            labels.isEmpty() ? "matchExpressions" : labels)
        .at("namespace %s", namespace)
        .because("the selector of a Deployment cannot be changed")
        .remedy(
            "kubectl label function %s -n %s %s, or keep the pods until new ones are ready:"
                + " kubectl delete deployment %s -n %s --cascade=orphan",
            name, namespace, labels, name, namespace);
  }
}
