package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.deploy.ScalerOptions.Adapter;
import io.kubeless.packaging.deploy.ScalerOptions.Choice;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.model.Autoscaling;
import io.kubeless.packaging.model.Autoscaling.By;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.LagMetric;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Chooses between a HorizontalPodAutoscaler and a ScaledObject for functions with {@code
 * autoscaling.by: auto}. What the user has no permission to read counts as absent.
 */
final class ScalerChoice {
  private static final String METRICS = "/apis/external.metrics.k8s.io/v1beta1";
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final KubernetesApi api;
  private final Consumer<String> log;

  /**
   * Creates a choice.
   *
   * @param log receives one line for each choice
   */
  ScalerChoice(KubernetesApi api, Consumer<String> log) {
    this.api = api;
    this.log = log;
  }

  /**
   * Returns a function that does not have {@code by: auto}.
   *
   * @throws ProblemException if the cluster has nothing for an autoscaler on lag
   */
  Function resolve(Function function) throws ApiFailure {
    Optional<Autoscaling> auto =
        function.resources().autoscaling().filter(each -> each.by() == By.AUTO);
    if (auto.isEmpty()) {
      return function;
    }
    Set<String> metrics =
        function.lagMetrics().orElse(List.of()).stream()
            .map(LagMetric::metric)
            .collect(Collectors.toSet());
    Choice choice = options(function.name()).choose(auto.get().min(), metrics);
    if (choice.by().isEmpty()) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.NO_AUTOSCALER,
                  "The cluster has nothing that scales %s on lag",
                  function.name())
              .at("%s (context %s)", api.connection().server(), api.connection().context())
              .because("autoscaling.by is auto; %s", choice.reason())
              .remedy("install KEDA or an adapter of external metrics, or remove lag"));
    }
    By by = choice.by().get();
    log.accept(
        "scale     "
            + function.name()
            + " by "
            + (by == By.HPA ? ApiResource.HORIZONTAL_POD_AUTOSCALER : ApiResource.SCALED_OBJECT)
                .kind()
            + ": "
            + choice.reason());
    return function.withAutoscaling(auto.get().withBy(by));
  }

  /** Returns the minor version of Kubernetes 1; empty if the cluster does not report it. */
  static OptionalInt minorVersion(KubernetesApi api) throws ApiFailure {
    Matcher minor = NUMBER.matcher(api.call("GET", "/version", "", "").path("minor").asText());
    return minor.lookingAt()
        ? OptionalInt.of(Integer.parseInt(minor.group()))
        : OptionalInt.empty();
  }

  private ScalerOptions options(String function) throws ApiFailure {
    Adapter adapter = Adapter.AVAILABLE;
    Set<String> listed = Set.of();
    try {
      listed = resources(METRICS);
    } catch (ApiFailure e) {
      if (!hidden(e) && e.status() < 500) {
        throw e;
      }
      adapter = hidden(e) ? Adapter.NONE : Adapter.UNAVAILABLE;
    }
    return new ScalerOptions(adapter, listed, minorVersion(api), keda(), present(function));
  }

  private boolean keda() throws ApiFailure {
    try {
      return resources("/apis/" + ApiResource.SCALED_OBJECT.apiVersion())
          .contains(ApiResource.SCALED_OBJECT.plural());
    } catch (ApiFailure e) {
      if (hidden(e)) {
        return false;
      }
      throw e;
    }
  }

  /** Returns the names of the resources of a version of an API group. */
  private Set<String> resources(String path) throws ApiFailure {
    Set<String> names = new TreeSet<>();
    api.call("GET", path, "", "")
        .path("resources")
        .forEach(each -> names.add(each.path("name").asText()));
    return names;
  }

  private static boolean hidden(ApiFailure failure) {
    return failure.notFound() || failure.status() == 403;
  }

  /** Returns the kind of the function's autoscaler on lag. */
  private Optional<By> present(String function) throws ApiFailure {
    if (managed(ApiResource.SCALED_OBJECT, function).isPresent()) {
      return Optional.of(By.KEDA);
    }
    return managed(ApiResource.HORIZONTAL_POD_AUTOSCALER, function)
        .filter(each -> each.at("/spec/metrics/0/type").asText().equals("External"))
        .map(each -> By.HPA);
  }

  private Optional<JsonNode> managed(ApiResource resource, String name) throws ApiFailure {
    try {
      return api.get(resource, name).filter(LiveObject::isManaged);
    } catch (ApiFailure e) {
      if (e.status() == 403) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
