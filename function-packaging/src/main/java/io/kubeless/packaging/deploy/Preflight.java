package io.kubeless.packaging.deploy;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.TargetLimits;
import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The checks of a deployment before anything is built or written. */
public final class Preflight {
  private final KubernetesApi api;

  Preflight(KubernetesApi api) {
    this.api = api;
  }

  /**
   * Checks the requirements that are known before the project is compiled.
   *
   * @param connection a connection in the namespace of the function
   * @param secrets names of the Secrets that the function's pods need
   * @throws ProblemException if the namespace or a Secret is missing
   */
  public static void check(ClusterConnection connection, Collection<String> secrets) {
    try {
      refuse(new Preflight(new KubernetesApi(connection)).missing(secrets.stream()));
    } catch (ApiFailure e) {
      throw e.problem(Message.of("The cluster cannot be queried"), connection);
    }
  }

  /**
   * Throws all problems of a deployment.
   *
   * @param rendered the objects, absent if they are not rendered yet
   * @param warnings receives what is less than usual, and does not prevent the deployment
   */
  void check(
      Function function,
      Target target,
      Optional<Manifests> rendered,
      DeployOptions options,
      Consumer<String> warnings)
      throws ApiFailure {
    refuse(TargetLimits.of(function, target));
    namespace();
    Function chosen = new ClusterChoices(api, line -> {}).resolve(function, target);
    if (rendered.isPresent()) {
      refuse(movedRoutes(chosen));
      refuse(movedAutoscaler(function, chosen));
    }
    Optional<AppliedSet> recorded = Optional.empty();
    Optional<ApiFailure> denied = Optional.empty();
    try {
      recorded = AppliedSet.read(api, function.name());
    } catch (ApiFailure e) {
      if (e.status() != 403) {
        throw e;
      }
      denied = Optional.of(e); // usually, this is among the permissions that are missing
    }
    Permissions permissions =
        Permissions.read(
            api,
            function,
            rendered.orElseGet(() -> Manifests.of(chosen, target, Fragments.none())),
            recorded);
    refuse(permissions.problem().stream().toList());
    if (denied.isPresent()) {
      throw denied.get();
    }
    permissions.warning().ifPresent(warnings);
    List<Problem> problems = new ArrayList<>(secrets(function.secrets().stream()));
    if (target == Target.KUBERNETES && scalesToZeroWithoutKeda(function)) {
      tooOldForZero().ifPresent(problems::add);
    }
    recorded
        .flatMap(set -> new Ownership(api, options).problem(set, function.owner(), target))
        .ifPresent(problems::add);
    refuse(problems);
  }

  /** Returns a problem for each Ingress that has to be an HTTPRoute on this cluster. */
  private List<Problem> movedRoutes(Function routed) {
    return routed.exposure().triggers(HttpTrigger.class).stream()
        .filter(each -> each.route() == HttpTrigger.Route.GATEWAY)
        .map(
            each ->
                Problem.of(
                        ErrorCode.ROUTE_OF_CLUSTER,
                        "The manifests of %s contain an Ingress for %s, and this cluster has a Gateway"
                            + " for it",
                        routed.name(),
                        each.address())
                    .at(
                        "namespace %s (context %s)",
                        api.connection().namespace(), api.connection().context())
                    .because(
                        "route is auto, and deploy would choose the Gateway %s; manifests are pushed"
                            + " without knowledge of the cluster",
                        each.gateway().orElseThrow().text())
                    .remedy(
                        "write gateway: %s, or route: ingress, and push again: %s",
                        each.gateway().orElseThrow().text(), goals("push")))
        .toList();
  }

  /** Returns a problem if a ScaledObject has to be a HorizontalPodAutoscaler on this cluster. */
  private List<Problem> movedAutoscaler(Function function, Function chosen) {
    return by(function, Autoscaling.By.AUTO) && by(chosen, Autoscaling.By.HPA)
        ? List.of(
            Problem.of(
                    ErrorCode.AUTOSCALER_OF_CLUSTER,
                    "The manifests of %s contain a ScaledObject, which is not its autoscaler on this"
                        + " cluster",
                    function.name())
                .at(
                    "namespace %s (context %s)",
                    api.connection().namespace(), api.connection().context())
                .because(
                    "autoscaling.by is auto, and deploy would choose a HorizontalPodAutoscaler;"
                        + " manifests are pushed without knowledge of the cluster")
                .remedy("write autoscaling.by: hpa, and push again: %s", goals("push")))
        : List.of();
  }

  private static boolean by(Function function, Autoscaling.By by) {
    return function.resources().autoscaling().filter(each -> each.by() == by).isPresent();
  }

  private static boolean scalesToZeroWithoutKeda(Function function) {
    return function
        .resources()
        .autoscaling()
        .filter(each -> each.by() == Autoscaling.By.HPA && each.min() == 0)
        .isPresent();
  }

  /** Returns a problem if the cluster is older than HorizontalPodAutoscalers without a minimum. */
  private Optional<Problem> tooOldForZero() throws ApiFailure {
    OptionalInt minor = ScalerChoice.minorVersion(api);
    return minor.isPresent() && minor.getAsInt() < ScalerOptions.SCALES_TO_ZERO
        ? Optional.of(
            Problem.of(
                    ErrorCode.KIND_NOT_SERVED,
                    "The cluster does not serve HorizontalPodAutoscalers with min: 0")
                .at("%s (context %s)", api.connection().server(), api.connection().context())
                .because(
                    "it is Kubernetes 1.%s, and 1.%s is required",
                    minor.getAsInt(), ScalerOptions.SCALES_TO_ZERO)
                .remedy("write autoscaling.by: keda, or autoscaling.min: 1"))
        : Optional.empty();
  }

  /** Returns the missing Secrets, if the namespace exists. */
  private List<Problem> missing(Stream<String> secrets) throws ApiFailure {
    namespace();
    return secrets(secrets);
  }

  private List<Problem> secrets(Stream<String> secrets) {
    return secrets.distinct().map(this::secret).flatMap(Optional::stream).toList();
  }

  private static void refuse(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw new ProblemException(problems);
    }
  }

  private void namespace() throws ApiFailure {
    String name = api.connection().namespace();
    try {
      api.call("GET", "/api/v1/namespaces/" + name, "", "");
    } catch (ApiFailure e) {
      if (e.notFound()) {
        throw new ProblemException(
            Problem.of(ErrorCode.NAMESPACE_NOT_FOUND, "The namespace %s does not exist", name)
                .at("%s (context %s)", api.connection().server(), api.connection().context())
                .because("deploying does not create namespaces")
                .remedy(
                    "kubectl create namespace %s, or choose one: %s", name, setting("namespace")));
      }
      if (e.status() != 403) {
        throw e;
      }
    }
  }

  private Optional<Problem> secret(String name) {
    try {
      if (api.get(ApiResource.SECRET, name).isPresent()) {
        return Optional.empty();
      }
      return Optional.of(
          Problem.of(ErrorCode.SECRET_MISSING, "The Secret %s is missing", name)
              .at("namespace %s", api.connection().namespace())
              .because("the pods would wait for it and never start")
              .remedy(
                  "kubectl create secret generic %s -n %s --from-literal=<key>=<value>",
                  name, api.connection().namespace()));
    } catch (ApiFailure e) {
      return Optional.empty(); // a user who may not read Secrets may still use them
    }
  }
}
