package io.kubeless.packaging.kubeconfig;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings with which a context of the kubeconfig reaches a cluster.
 *
 * @param context its name; {@code in-cluster} for a pod's own service account
 * @param server address of the API server, without a slash at its end
 * @param namespace the namespace of requests
 * @param user name of the kubeconfig's user
 * @param proxy {@code http}, {@code https} or {@code socks5}; empty for a direct connection
 * @param trust how the certificate of the server is verified
 * @param login the credentials of the next request; empty over plain HTTP, as in kubectl
 * @param impersonation header fields that request to act as another user
 */
public record ClusterAccess(
    String context,
    URI server,
    String namespace,
    String user,
    Optional<URI> proxy,
    ServerTrust trust,
    Supplier<Login> login,
    List<Map.Entry<String, String>> impersonation) {
  private static final String EXEC_EXTENSION = "client.authentication.k8s.io/exec";

  /** Copies the header fields. */
  public ClusterAccess {
    impersonation = List.copyOf(impersonation);
  }

  /** Returns the same access with another namespace. */
  public ClusterAccess withNamespace(String other) {
    return new ClusterAccess(context, server, other, user, proxy, trust, login, impersonation);
  }

  /** Returns the access to a server without authentication, such as a function on this machine. */
  public static ClusterAccess unauthenticated(URI server) {
    return new ClusterAccess(
        "unauthenticated",
        server,
        "default",
        "nobody",
        Optional.empty(),
        new ServerTrust(List.of(), Optional.empty(), false),
        () -> Login.NOBODY,
        List.of());
  }

  /**
   * Reads the kubeconfig or, if it is missing, the service account of the pod that this process
   * runs in.
   *
   * @param context name of the context; if empty, the current context
   * @param namespace the namespace; if empty, that of the context
   * @throws ProblemException if the context does not exist, or contains a value that cannot be used
   */
  public static ClusterAccess of(
      Caller caller, Optional<String> context, Optional<String> namespace) {
    Kubeconfig all = Kubeconfig.read(caller.environment());
    Optional<String> name = context.or(all::currentContext);
    if (name.isEmpty() && all.contexts().isEmpty()) {
      return PodAccess.of(caller, namespace)
          .orElseThrow(
              () ->
                  noCluster(
                      all,
                      Message.of("there is no kubeconfig, or it is empty"),
                      Message.of("set KUBECONFIG; %s requires no cluster", goals("run"))));
    }
    String known = String.join(", ", all.contexts().keySet());
    if (name.isEmpty()) {
      throw noCluster(
          all,
          Message.of("no context is current; there are %s", known),
          Message.of("kubectl config use-context <name>"));
    }
    KubeconfigEntry entry = all.contexts().get(name.get());
    if (entry == null) {
      throw new ProblemException(
          Problem.of(ErrorCode.KUBECONFIG_INVALID, "The kubeconfig has no context %s", name.get())
              .at("%s", context.isPresent() ? setting("context") : all.place())
              .because(
                  known.isEmpty()
                      ? Message.of("it has no context")
                      : Message.of("it has %s", known))
              .remedy("kubectl config get-contexts"));
    }
    return of(caller, all, name.get(), entry, namespace);
  }

  private static ClusterAccess of(
      Caller caller,
      Kubeconfig all,
      String name,
      KubeconfigEntry context,
      Optional<String> namespace) {
    KubeconfigEntry cluster = named(context, "cluster", all.clusters());
    URI server = server(cluster);
    boolean tls = server.getScheme().equals("https");
    Optional<KubeconfigEntry> user =
        tls || context.text("user").isPresent()
            ? Optional.of(named(context, "user", all.users()))
            : Optional.empty();
    return new ClusterAccess(
        name,
        server,
        namespace.or(() -> context.text("namespace")).orElse("default"),
        context.text("user").orElse("nobody"),
        new ProxyChoice(caller).of(cluster, server),
        ServerTrust.of(cluster),
        tls
            ? user.map(entry -> new KubeconfigUser(entry, information(cluster, server), caller))
                .map(KubeconfigUser::login)
                .orElseThrow()
            : () -> Login.NOBODY,
        user.map(Impersonation::headers).orElse(List.of()));
  }

  private static KubeconfigEntry named(
      KubeconfigEntry context, String key, Map<String, KubeconfigEntry> all) {
    String name =
        context
            .text(key)
            .orElseThrow(
                () ->
                    context.problem(
                        key,
                        Message.of("is not set"),
                        Message.of("kubectl config set-context --help")));
    KubeconfigEntry entry = all.get(name);
    if (entry == null) {
      throw context.problem(
          key,
          Message.of(
              "is %s, which no file has; there are %s", name, String.join(", ", all.keySet())),
          Message.of("add it, or choose another context"));
    }
    return entry;
  }

  private static ProblemException noCluster(Kubeconfig all, Message why, Message remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.KUBECONFIG_INVALID, "No cluster is configured")
            .at("%s", all.place())
            .because(why)
            .remedy(remedy));
  }

  /**
   * Returns the address of the server. An address without a scheme means plain HTTP, as in kubectl.
   */
  private static URI server(KubeconfigEntry cluster) {
    String text =
        cluster
            .text("server")
            .orElseThrow(
                () ->
                    cluster.problem(
                        "server", Message.of("is not set"), Message.of("set its address")))
            .replaceFirst("/+$", "");
    try {
      URI uri = new URI(text.contains("://") ? text : "http://" + text);
      if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
        throw new URISyntaxException(text, "no host");
      }
      return uri;
    } catch (URISyntaxException e) {
      throw cluster.problem(
          "server", Message.of("is not an address: %s", text), Message.of("https://<host>:<port>"));
    }
  }

  /** Returns the cluster information that {@code provideClusterInfo} passes to a login command. */
  private static Map<String, Object> information(KubeconfigEntry cluster, URI server) {
    Map<String, Object> information = new LinkedHashMap<>();
    information.put("server", server.toString());
    cluster.text("tls-server-name").ifPresent(name -> information.put("tls-server-name", name));
    if (cluster.flag("insecure-skip-tls-verify")) {
      information.put("insecure-skip-tls-verify", true);
    }
    cluster
        .content("certificate-authority")
        .ifPresent(bytes -> information.put("certificate-authority-data", bytes));
    cluster.text("proxy-url").ifPresent(url -> information.put("proxy-url", url));
    if (cluster.flag("disable-compression")) {
      information.put("disable-compression", true);
    }
    for (KubeconfigEntry extension : cluster.entries("extensions")) {
      if (extension.text("name").orElse("").equals(EXEC_EXTENSION)) {
        extension.entry("extension").ifPresent(entry -> information.put("config", entry.fields()));
      }
    }
    return information;
  }
}
