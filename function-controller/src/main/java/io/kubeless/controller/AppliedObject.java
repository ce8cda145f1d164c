package io.kubeless.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.processing.dependent.kubernetes.SSABasedGenericKubernetesResourceMatcher;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An object that a Function needs, and the same object in the cluster.
 *
 * @param wanted what is applied
 * @param actual absent if it does not exist
 * @param context the caches of the Function's objects
 */
record AppliedObject(
    HasMetadata wanted, Optional<HasMetadata> actual, Context<KubelessFunction> context) {

  /** Reads the actual object. Only if it is not known to be the Function's, this is a request. */
  static AppliedObject of(KubernetesObject object, Context<KubelessFunction> context) {
    var serialization = context.getClient().getKubernetesSerialization();
    Class<? extends HasMetadata> kind = FunctionObjects.kind(object.kind());
    HasMetadata wanted = serialization.convertValue(object.content(), kind);
    Optional<? extends HasMetadata> cached =
        context.getSecondaryResources(kind).stream()
            .filter(each -> isSame(wanted, each))
            .findFirst();
    return new AppliedObject(
        wanted,
        cached.isPresent()
            ? cached.map(HasMetadata.class::cast)
            : Optional.ofNullable(context.getClient().resource(wanted).get()),
        context);
  }

  boolean isSame(HasMetadata other) {
    return isSame(wanted, other);
  }

  private static boolean isSame(HasMetadata one, HasMetadata other) {
    return one.getKind().equals(other.getKind())
        && one.getMetadata().getName().equals(other.getMetadata().getName())
        && Objects.equals(one.getMetadata().getNamespace(), other.getMetadata().getNamespace());
  }

  /**
   * Makes sure that the object may be written, and returns it as it can be written.
   *
   * @throws ProblemException if it belongs to something else, or its selector cannot be kept
   */
  AppliedObject checked() {
    if (actual.isEmpty()) {
      return this;
    }
    HasMetadata found = actual.get();
    Map<String, String> labels =
        Optional.ofNullable(found.getMetadata().getLabels()).orElse(Map.of());
    if (!"kubeless".equals(labels.get("created-by"))) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.OBJECT_OF_ANOTHER,
                  "%s %s exists, and is not an object of a function",
                  found.getKind(),
                  found.getMetadata().getName())
              .at("namespace %s", found.getMetadata().getNamespace())
              .remedy("delete it, or rename the Function"));
    }
    if (Names.MANAGER.equals(labels.get(Names.MANAGED_BY))) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.DEPLOYED_NATIVELY,
                  "%s %s was deployed to target kubernetes",
                  found.getKind(),
                  found.getMetadata().getName())
              .at("namespace %s", found.getMetadata().getNamespace())
              .because("one function has one target")
              .remedy("undeploy it, or delete the Function"));
    }
    return wanted instanceof Deployment deployment && found instanceof Deployment live
        ? new AppliedObject(LiveSelector.kept(deployment, live), actual, context)
        : this;
  }

  /**
   * Writes the object, unless all fields of the controller have their values already.
   *
   * @return whether it was written
   */
  boolean apply() {
    Optional<Adoption> adoption =
        actual.map(this::recorded).flatMap(each -> Adoption.of(each, wanted));
    adoption.ifPresent(each -> each.takeOver(context.getClient()));
    if (adoption.isEmpty() && actual.filter(this::matches).isPresent()) {
      return false;
    }
    context
        .getClient()
        .resource(wanted)
        .fieldManager(OwnedObjects.MANAGER)
        .forceConflicts()
        .serverSideApply();
    return true;
  }

  /**
   * Returns the object with the managers of its fields. An object that was last written before
   * Kubernetes 1.18 has none until it is applied.
   */
  private HasMetadata recorded(HasMetadata found) {
    if (!found.getMetadata().getManagedFields().isEmpty()) {
      return found;
    }
    return context
        .getClient()
        .resource(
            new GenericKubernetesResourceBuilder()
                .withApiVersion(wanted.getApiVersion())
                .withKind(wanted.getKind())
                .withNewMetadata()
                .withName(wanted.getMetadata().getName())
                .withNamespace(wanted.getMetadata().getNamespace())
                .endMetadata()
                .build())
        .fieldManager(OwnedObjects.MANAGER)
        .serverSideApply();
  }

  private boolean matches(HasMetadata found) {
    return SSABasedGenericKubernetesResourceMatcher.<HasMetadata>getInstance()
        .matches(found, wanted, context);
  }
}
