package io.kubeless.packaging.cluster;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.KubelessLimits;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be known about a deployment before anything is built or written. */
public final class Preflight {
  private final KubernetesApi api;
  private final DeployOptions options;

  Preflight(KubernetesApi api, DeployOptions options) {
    this.api = api;
    this.options = options;
  }

  /**
   * Checks what can be known before the project is compiled.
   *
   * @param connection in the namespace of the function
   * @param secrets names of the Secrets that the function's pods need
   * @throws ProblemException when the namespace or a Secret is missing
   */
  public static void check(Connection connection, Collection<String> secrets) {
    Preflight preflight =
        new Preflight(
            new KubernetesApi(connection),
            new DeployOptions(false, false, false, false, Duration.ZERO));
    try {
      preflight.namespace();
    } catch (ApiFailure e) {
      throw e.problem("The cluster cannot be queried", connection);
    }
    refuse(secrets.stream().distinct().map(preflight::secret).flatMap(Optional::stream).toList());
  }

  /** Throws everything that stands in the way. */
  void check(Function function, Target target) throws ApiFailure {
    if (target == Target.KUBELESS) {
      refuse(KubelessLimits.of(function));
    }
    namespace();
    List<Problem> problems = new ArrayList<>();
    function.secrets().forEach(name -> secret(name).ifPresent(problems::add));
    AppliedSet.read(api, function.name())
        .ifPresent(set -> owner(set, function, target).ifPresent(problems::add));
    refuse(problems);
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
      return Optional.empty(); // who may not read Secrets may still use them
    }
  }

  private Optional<Problem> owner(AppliedSet set, Function function, Target target) {
    if (!set.module().equals(function.owner().module()) && !options.adopt()) {
      return Optional.of(
          Problem.of(
                  ErrorCode.OWNED_BY_ANOTHER,
                  "The function %s belongs to %s",
                  function.name(),
                  set.module())
              .at("namespace %s", api.connection().namespace())
              .because("two modules would overwrite each other")
              .remedy("choose another %s, or take it over: %s", setting("name"), setting("adopt")));
    }
    if (!set.target().equals(target.text()) && !options.switchTarget()) {
      return Optional.of(
          Problem.of(
                  ErrorCode.DEPLOYED_FOR_OTHER_TARGET,
                  "The function %s is deployed for target %s",
                  function.name(),
                  set.target())
              .at("namespace %s", api.connection().namespace())
              .because("its objects would be deleted first, so it does not answer for some seconds")
              .remedy(
                  "use %s, or switch the target: %s",
                  setting("target", set.target()), setting("switchTarget")));
    }
    return Optional.empty();
  }
}
