package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.HttpAuth;
import io.kubeless.packaging.manifest.HttpTrigger;
import io.kubeless.packaging.manifest.HttpTrigger.Route;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Trigger;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Requests from outside the cluster.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/ingress/">Ingress</a>
 */
final class HttpTriggerType implements TriggerType {
  private static final Pattern PATH =
      Pattern.compile(
          "(?!.*(//|/\\.{1,2}(/|$)|%2[fF]))/?([A-Za-z0-9._~!$&'()*+;=:@/-]|%[0-9A-Fa-f]{2})*");

  @Override
  public String name() {
    return "http";
  }

  @Override
  public String description() {
    return "Requests from outside the cluster.";
  }

  @Override
  public Class<? extends Annotation> annotation() {
    return io.kubeless.function.HttpTrigger.class;
  }

  @Override
  public List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    keys.add(new Key("host", TEXT, "every host", "DNS name of the requests.", "'*.acme.com'"));
    keys.add(
        new Key(
            "path",
            TEXT,
            "/",
            "Prefix of the requests' path; the function sees the path below it.",
            "/orders"));
    keys.add(new Key("tls", TEXT, "no TLS", "Name of the Secret with the certificate.", "api-tls"));
    keys.add(
        new Key(
            "class", TEXT, "the cluster's default class", "Name of the IngressClass.", "nginx"));
    keys.addAll(RouteKeys.keys());
    keys.addAll(CorsKeys.keys());
    keys.addAll(AuthKeys.keys());
    return keys;
  }

  @Override
  public Trigger read(MappingReader values) {
    String path =
        values
            .text(
                "path",
                PATH,
                Message.of(
                    "a path without a query is expected; no Ingress or HTTPRoute accepts //, /./, /../ or %%2F"),
                "/orders")
            .orElse("/");
    Optional<HttpAuth> auth = AuthKeys.read(values);
    return new HttpTrigger(
        values.text(
            "host",
            DnsNames.HOST,
            Message.of("a DNS name in lower case is expected, not an address"),
            "api.acme.com"),
        prefix(path),
        values.text(
            "tls", DnsNames.SUBDOMAIN, Message.of("the name of a Secret is expected"), "api-tls"),
        values.text(
            "class",
            DnsNames.SUBDOMAIN,
            Message.of("the name of an IngressClass is expected"),
            "nginx"),
        RouteKeys.route(values),
        RouteKeys.gateway(values),
        CorsKeys.read(values, auth.isPresent()),
        auth);
  }

  /**
   * Returns the prefix without a slash at its end, which makes no difference: prefixes match whole
   * segments.
   */
  private static String prefix(String path) {
    String absolute = path.startsWith("/") ? path : "/" + path;
    return absolute.length() > 1 && absolute.endsWith("/")
        ? absolute.substring(0, absolute.length() - 1)
        : absolute;
  }

  /** Returns whether two triggers have, or may have, the same Gateway or class. */
  private static boolean sameRoute(HttpTrigger one, HttpTrigger other) {
    boolean gateway = one.route() == Route.GATEWAY;
    return gateway == (other.route() == Route.GATEWAY)
        && (gateway
            ? one.gateway().equals(other.gateway())
            : one.ingressClass().equals(other.ingressClass()));
  }

  @Override
  public Optional<Clash> clash(Trigger one, Trigger other) {
    if (one instanceof HttpTrigger a
        && other instanceof HttpTrigger b
        && !(a.cors().equals(b.cors()) && a.auth().equals(b.auth()))) {
      return Optional.of(
          new Clash(
              Message.of("Two HTTP triggers have different cors or auth"),
              Message.of(
                  "the function's process applies them to all requests, whatever their path"),
              Message.of("write the same in both, or write two functions")));
    }
    return one instanceof HttpTrigger a
            && other instanceof HttpTrigger b
            && a.host().equals(b.host())
            && a.path().equals(b.path())
            && sameRoute(a, b)
        ? Optional.of(
            new Clash(
                Message.of("Two HTTP triggers have the same host and path"),
                Message.of("a request can match one of them only")))
        : Optional.empty();
  }
}
