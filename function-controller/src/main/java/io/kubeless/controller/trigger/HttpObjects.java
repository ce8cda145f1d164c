package io.kubeless.controller.trigger;

import io.kubeless.packaging.manifest.GatewayReference;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Target;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Ingress or the HTTPRoute of an HTTPTrigger, with the trigger's name. A function with the
 * runtime of this project removes the path's prefix and enforces CORS and passwords itself. For any
 * other image, ingress-nginx does so by the annotations that upstream's controller writes.
 */
record HttpObjects(TriggerResource trigger, TargetFunction function, TriggerOptions options) {
  private static final String NGINX = "nginx";
  private static final String NGINX_DOMAIN = "nginx.ingress.kubernetes.io/";
  private static final String CLASS = "kubernetes.io/ingress.class";

  List<KubernetesObject> objects() {
    check();
    HttpTrigger model = model();
    Function plain =
        function.withImageOf(trigger, options, Duration.ofSeconds(1)); // only its name is used
    KubernetesObject rendered =
        model.renderer().objects(plain.withTriggers(List.of(model)), Target.KUBERNETES).get(0);
    KubernetesObject named = ObjectEdit.named(withPort(rendered), trigger.name());
    return List.of(
        model.route() == HttpTrigger.Route.GATEWAY
            ? ObjectEdit.annotated(rewriting(named), trigger.annotations())
            : ObjectEdit.annotated(ingress(named), annotations()));
  }

  private void check() {
    if (trigger.flag("tls") && trigger.text("tls-secret").isPresent()) {
      throw trigger.invalid(
          "tls", true, Message.of("tls-secret is set, and tls requests a certificate"));
    }
    if (trigger.flag("tls") && trigger.text("host-name").isEmpty()) {
      throw trigger.invalid("tls", true, Message.of("a certificate needs a host-name"));
    }
    if (trigger.text("basic-auth-secret").isPresent()
        && !function.hasRuntime()
        && !gatewayClass().equals(NGINX)) {
      throw trigger.unsupported(
          Message.of("nothing would check the passwords of basic-auth-secret"),
          Message.of(
              "the image of Function %s does not contain the runtime of this project, and only"
                  + " ingress-nginx checks them for it",
              function.name()),
          Message.of("write gateway: nginx, or remove basic-auth-secret"));
    }
  }

  private String gatewayClass() {
    return trigger.text("gateway").orElseGet(() -> trigger.annotations().getOrDefault(CLASS, ""));
  }

  /** Returns the trigger as the plugin knows it. */
  private HttpTrigger model() {
    Optional<String> tls =
        trigger.flag("tls") ? Optional.of(trigger.name() + "-tls") : trigger.text("tls-secret");
    Optional<String> ingressClass = Optional.of(gatewayClass()).filter(each -> !each.isEmpty());
    HttpTrigger ingress =
        new HttpTrigger(trigger.text("host-name"), path(trigger), tls, ingressClass);
    Optional<GatewayReference> gateway =
        tls.isEmpty() && ingressClass.isEmpty() && !isAuthenticatedByNginx()
            ? options.gateway()
            : Optional.empty();
    return gateway.map(ingress::withGateway).orElse(ingress);
  }

  private boolean isAuthenticatedByNginx() {
    return trigger.text("basic-auth-secret").isPresent() && !function.hasRuntime();
  }

  /** Returns the path with a slash before it, and without one at its end. */
  static String path(TriggerResource trigger) {
    String path = trigger.text("path").orElse("");
    if (isRegex(trigger)) {
      return "/" + path.replaceFirst("^/+", "");
    }
    return "/" + path.replaceFirst("^/+", "").replaceFirst("/+$", "");
  }

  private static boolean isRegex(TriggerResource trigger) {
    return "true".equals(trigger.annotations().get(NGINX_DOMAIN + "use-regex"));
  }

  private KubernetesObject withPort(KubernetesObject object) {
    if (function.port() == Names.SERVICE_PORT) {
      return object;
    }
    return ObjectEdit.inSpec(
        object,
        map ->
            map.replaceAll(
                (key, value) ->
                    value.equals(Names.SERVICE_PORT) ? (Object) function.port() : value));
  }

  private KubernetesObject ingress(KubernetesObject object) {
    if (!isRegex(trigger)) {
      return object;
    }
    return ObjectEdit.inSpec(object, map -> map.replace("pathType", "ImplementationSpecific"));
  }

  /** Removes the prefix from the path of requests, if the function does not do it. */
  private KubernetesObject rewriting(KubernetesObject route) {
    if (function.hasRuntime() || path(trigger).equals("/")) {
      return route;
    }
    Map<String, Object> filter = new LinkedHashMap<>();
    filter.put("type", "URLRewrite");
    filter.put(
        "urlRewrite",
        Map.of(
            "path",
            new TreeMap<>(Map.of("type", "ReplacePrefixMatch", "replacePrefixMatch", "/"))));
    return ObjectEdit.inSpec(
        route,
        map -> {
          if (map.containsKey("matches")) {
            map.put("filters", List.of(filter));
          }
        });
  }

  /** Returns the annotations in the order of upstream, in which the later ones win. */
  private SortedMap<String, String> annotations() {
    boolean nginx = gatewayClass().equals(NGINX);
    SortedMap<String, String> annotations = new TreeMap<>();
    if (nginx && !function.hasRuntime()) {
      annotations.put(NGINX_DOMAIN + "rewrite-target", "/");
    }
    annotations.putAll(trigger.annotations());
    annotations.remove(CLASS); // the class is a field
    if (function.hasRuntime()) {
      annotations.keySet().removeIf(name -> name.startsWith(NGINX_DOMAIN + "cors-"));
    } else {
      if (trigger.flag("cors-enable")) {
        annotations.put((nginx ? NGINX_DOMAIN : "ingress.kubernetes.io/") + "enable-cors", "true");
      }
      trigger
          .text("basic-auth-secret")
          .ifPresent(
              secret -> {
                annotations.put(NGINX_DOMAIN + "auth-secret", secret);
                annotations.put(NGINX_DOMAIN + "auth-type", "basic");
              });
    }
    if (trigger.flag("tls")) {
      annotations.put("kubernetes.io/tls-acme", "true");
      annotations.put(NGINX_DOMAIN + "ssl-redirect", "true");
    }
    return annotations;
  }
}
