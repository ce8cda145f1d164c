package io.kubeless.packaging.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.kubeless.packaging.model.NetworkFailure;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cluster, and who talks to it.
 *
 * @param context name of the kubeconfig's context; {@code in-cluster} for a pod's own
 * @param server address of the API server, without a slash at its end
 * @param namespace where the function goes
 * @param user name of the kubeconfig's user
 * @param http sends with the user's credentials
 */
public record Connection(
    String context, String server, String namespace, String user, HttpClient http)
    implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 5000;

  /**
   * Opens a connection; nothing is sent yet.
   *
   * @param context of the kubeconfig; its current one when absent
   * @param namespace the context's when absent
   * @throws ProblemException when there is no kubeconfig, or no such context in it
   */
  public static Connection open(Optional<String> context, Optional<String> namespace) {
    Config config = configuration(context);
    List<String> contexts = new ArrayList<>();
    config.getContexts().forEach(each -> contexts.add(each.getName()));
    if (context.isPresent() && !contexts.contains(context.get())) {
      throw new ProblemException(
          Problem.around(
              105,
              "The kubeconfig has no context " + context.get(),
              "-Dkubeless.context",
              "it has " + (contexts.isEmpty() ? "none" : String.join(", ", contexts)),
              "kubectl config get-contexts"));
    }
    boolean inCluster = config.getCurrentContext() == null;
    if (inCluster
        && config.getMasterUrl().startsWith("https://kubernetes.default.svc")
        && System.getenv("KUBERNETES_SERVICE_HOST") == null) {
      throw new ProblemException(
          Problem.around(
              105,
              "No cluster to talk to",
              Optional.ofNullable(System.getenv("KUBECONFIG")).orElse("~/.kube/config"),
              "there is no kubeconfig, or it has no current context",
              "kubectl config use-context <name>, or set KUBECONFIG; mvn kubeless:run needs none"));
    }
    config.setRequestRetryBackoffLimit(1);
    config.setConnectionTimeout(PATIENCE_MILLIS);
    // To somebody it does not know, the API server ends an HTTP/2 connection before its 401 is
    // read.
    config.setHttp2Disable(true);
    HttpClient http = new JdkHttpClientFactory().newBuilder(config).build();
    return new Connection(
        inCluster ? "in-cluster" : config.getCurrentContext().getName(),
        config.getMasterUrl().replaceFirst("/$", ""),
        namespace.or(() -> Optional.ofNullable(config.getNamespace())).orElse("default"),
        inCluster ? "the pod's service account" : config.getCurrentContext().getContext().getUser(),
        http);
  }

  private static Config configuration(Optional<String> context) {
    try {
      return Config.autoConfigure(context.orElse(null));
    } catch (RuntimeException e) { // of whatever reads the file, or runs what it names
      throw new ProblemException(
          Problem.around(
              105,
              "The kubeconfig cannot be read",
              Optional.ofNullable(System.getenv("KUBECONFIG")).orElse("~/.kube/config"),
              NetworkFailure.why(e).strip(),
              "kubectl config view reads it too"),
          e);
    }
  }

  /**
   * Asks the API server whether it answers to this user.
   *
   * @throws ProblemException when it does not
   */
  public void check() {
    try {
      new KubernetesApi(this).call("GET", "/version", "", "");
    } catch (ApiFailure e) {
      if (e.status() != 403) {
        throw e.problem("The cluster cannot be asked", this);
      }
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
