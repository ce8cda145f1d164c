package io.kubeless.packaging.manifest;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.HttpTrigger.Route;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.model.TriggerRenderer;
import io.kubeless.runtime.RuntimeContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Renders HTTP triggers: as Ingresses and HTTPRoutes, or each as an HTTPTrigger. */
record HttpRenderer() implements TriggerRenderer {
  private static final String NGINX = "nginx";
  private static final String KONG = "kong";

  @Override
  public String type() {
    return "http";
  }

  @Override
  public List<KubernetesObject> objects(Function function, Target target) {
    List<HttpTrigger> routed =
        triggers(function).stream().filter(each -> each.route() == Route.GATEWAY).toList();
    List<HttpTrigger> others = new ArrayList<>(triggers(function));
    others.removeAll(routed);
    if (target == Target.KUBELESS) {
      return others.stream().map(each -> httpTrigger(function, each, others.size())).toList();
    }
    List<KubernetesObject> objects = new ArrayList<>(Ingresses.of(function, others));
    objects.addAll(HttpRoutes.of(function, routed));
    return objects;
  }

  private static List<HttpTrigger> triggers(Function function) {
    return function.exposure().triggers(HttpTrigger.class);
  }

  /**
   * Returns what no target can express, or only the other one: a Gateway, and calls of other
   * triggers that have no credentials.
   */
  @Override
  public List<Unsupported> unsupported(Function function, Target target) {
    List<Unsupported> limits = new ArrayList<>(withoutCredentials(function, target));
    if (target == Target.KUBELESS
        && triggers(function).stream().anyMatch(each -> each.route() == Route.GATEWAY)) {
      limits.add(
          new Unsupported(
              Message.of("route: gateway"),
              Message.of("its controller makes an Ingress of every HTTPTrigger")));
    }
    return limits;
  }

  private List<Unsupported> withoutCredentials(Function function, Target target) {
    Optional<HttpAuth> auth = HttpTrigger.auth(function);
    if (auth.isEmpty()) {
      return List.of();
    }
    List<String> others =
        function.exposure().renderers().stream()
            .map(TriggerRenderer::type)
            .filter(each -> !each.equals(type()))
            .toList();
    if (target == Target.KUBELESS && !others.isEmpty()) {
      return List.of(
          new Unsupported(
              Message.of("auth with a trigger of type %s", String.join(" or ", others)),
              Message.of("its controllers call the function without credentials")));
    }
    return target == Target.KUBERNETES
            && !function.runtime().once()
            && others.contains("cronjob")
            && auth.get().callers().isEmpty()
        ? List.of(
            new Unsupported(
                Message.of("auth with a cron trigger, and without auth.callers"),
                Message.of("scheduled runs call the function, and need a token"),
                Message.of(
                    "add callers: %s-callers, the name of a Secret with the entry token",
                    function.name())))
        : List.of();
  }

  /**
   * Returns an HTTPTrigger. Its name is the function's name, followed by a dot and 6 hexadecimal
   * digits of the hash of class, host and path if there are several.
   */
  private static KubernetesObject httpTrigger(Function function, HttpTrigger trigger, int all) {
    List<String> content =
        List.of(trigger.ingressClass().orElse(""), trigger.host().orElse(""), trigger.path());
    String gateway = trigger.ingressClass().orElse("");
    boolean nginx = gateway.equals(NGINX);
    boolean cors = trigger.cors().filter(each -> !nginx || each.nginxAgrees()).isPresent();
    SortedMap<String, String> annotations = new TreeMap<>(function.annotations());
    if (nginx && cors) { // its controller copies them to the Ingress
      trigger.cors().ifPresent(each -> annotations.putAll(each.nginxAnnotations()));
    }
    return Metadata.object(
        ApiResource.HTTP_TRIGGER,
        function,
        Names.numbered(function.name(), ".", content, all),
        annotations,
        field(
            "spec",
            Fields.of(
                field("function-name", function.name()),
                field("host-name", trigger.host().orElse("")),
                // its controller adds a slash before it
                field("path", trigger.path().substring(1)),
                field("tls", false),
                field("tls-secret", trigger.tlsSecret().orElse("")),
                field("basic-auth-secret", basicAuthSecret(trigger, gateway)),
                field("gateway", gateway),
                field("cors-enable", cors))));
  }

  /**
   * Returns the Secret of the users, for gateways that check passwords in addition to the runtime.
   * ingress-nginx removes the field {@code Authorization} when it has checked it, so that the
   * runtime would deny the request, and the controller makes no Ingress of it for Kong.
   */
  private static String basicAuthSecret(HttpTrigger trigger, String gateway) {
    return trigger
        .auth()
        .filter(auth -> auth.basic() && !gateway.equals(NGINX) && !gateway.equals(KONG))
        .flatMap(HttpAuth::secret)
        .orElse("");
  }

  /**
   * Returns the prefixes, which the runtime removes from the path of a request, and the settings of
   * CORS and authentication, which are the same for all triggers of a function.
   */
  @Override
  public SortedMap<String, String> environment(Function function, Target target) {
    SortedMap<String, String> environment = new TreeMap<>();
    String paths =
        triggers(function).stream()
            .map(HttpTrigger::path)
            .filter(path -> !path.equals("/"))
            .distinct()
            .sorted() // so that the order of the triggers does not change the pods
            .collect(Collectors.joining(","));
    if (!paths.isEmpty()) {
      environment.put(RuntimeContract.HTTP_PATHS, paths);
    }
    for (HttpTrigger trigger : triggers(function)) {
      trigger.cors().ifPresent(cors -> environment.putAll(cors.environment()));
      trigger.auth().ifPresent(auth -> environment.putAll(auth.environment()));
    }
    return environment;
  }

  @Override
  public List<String> mountedSecrets(Function function) {
    return HttpTrigger.auth(function).map(HttpAuth::secrets).orElse(List.of());
  }

  /**
   * Returns the Secrets to mount, and those of the certificates of Ingresses, which the Ingress
   * controller reads.
   */
  @Override
  public List<String> secrets(Function function) {
    return Stream.concat(
            mountedSecrets(function).stream(),
            triggers(function).stream()
                .filter(each -> each.route() == Route.INGRESS)
                .flatMap(each -> each.tlsSecret().stream()))
        .toList();
  }

  @Override
  public List<String> calls(Function function) {
    return triggers(function).stream().map(each -> "from outside " + url(each)).toList();
  }

  /** Returns the URL; without its scheme for an HTTPRoute, as its Gateway determines it. */
  private static String url(HttpTrigger trigger) {
    if (trigger.route() == Route.GATEWAY) {
      String gateway = "the Gateway " + trigger.gateway().orElseThrow().text();
      return trigger.host().isPresent()
          ? trigger.address() + " through " + gateway
          : "<address of " + gateway + ">" + trigger.path();
    }
    return (trigger.tlsSecret().isPresent() ? "https://" : "http://")
        + trigger.host().orElse("<address of the Ingress>")
        + trigger.path();
  }
}
