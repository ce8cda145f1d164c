package io.kubeless.packaging.cluster;

import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.KubelessLimits;
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
      throw e.problem("The cluster cannot be asked", connection);
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
            Problem.around(
                408,
                "The namespace " + name + " is not there",
                api.connection().server() + " (context " + api.connection().context() + ")",
                "namespaces belong to the cluster's administrators, so none is made",
                "kubectl create namespace " + name + ", or choose one: -Dkubeless.namespace"));
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
          Problem.around(
              405,
              "The Secret " + name + " is not there",
              "namespace " + api.connection().namespace(),
              "the pods would wait for it and never start",
              "kubectl create secret generic "
                  + name
                  + " -n "
                  + api.connection().namespace()
                  + " --from-literal=<key>=<value>"));
    } catch (ApiFailure e) {
      return Optional.empty(); // who may not read Secrets may still use them
    }
  }

  private Optional<Problem> owner(AppliedSet set, Function function, Target target) {
    if (!set.module().equals(function.owner().module()) && !options.adopt()) {
      return Optional.of(
          Problem.around(
              403,
              "The function " + function.name() + " belongs to " + set.module(),
              "namespace " + api.connection().namespace(),
              "two modules would overwrite each other",
              "choose another -Dkubeless.name, or take it over: -Dkubeless.adopt"));
    }
    if (!set.target().equals(target.text()) && !options.switchTarget()) {
      return Optional.of(
          Problem.around(
              404,
              "The function " + function.name() + " is deployed for target " + set.target(),
              "namespace " + api.connection().namespace(),
              "its objects would be deleted first, so it does not answer for some seconds",
              "-Dkubeless.target=" + set.target() + ", or switch: -Dkubeless.switchTarget"));
    }
    return Optional.empty();
  }
}
