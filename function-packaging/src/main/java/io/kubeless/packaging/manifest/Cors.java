package io.kubeless.packaging.manifest;

import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which pages of other origins may call the function in a browser. Each list may consist of an
 * asterisk, which means any, but not together with credentials.
 *
 * @param origins such as {@code https://shop.acme.com}; at least one
 * @param methods allowed methods; at least one
 * @param headers allowed header fields of requests
 * @param exposedHeaders header fields of responses that pages may read
 * @param credentials whether browsers may send cookies and logins
 * @param maxAge how long browsers may keep the answer to a preflight
 * @see <a href="https://fetch.spec.whatwg.org/#http-cors-protocol">CORS protocol</a>
 */
public record Cors(
    List<String> origins,
    List<String> methods,
    List<String> headers,
    List<String> exposedHeaders,
    boolean credentials,
    Duration maxAge) {
  private static final String NGINX = "nginx.ingress.kubernetes.io/cors-";
  private static final String ANY = "*";

  /** Copies the lists. */
  public Cors {
    origins = List.copyOf(origins);
    methods = List.copyOf(methods);
    headers = List.copyOf(headers);
    exposedHeaders = List.copyOf(exposedHeaders);
  }

  /** Returns the variables for the runtime. */
  SortedMap<String, String> environment() {
    SortedMap<String, String> environment = new TreeMap<>();
    environment.put(RuntimeContract.CORS_ORIGINS, String.join(",", origins));
    environment.put(RuntimeContract.CORS_METHODS, String.join(",", methods));
    environment.put(RuntimeContract.CORS_MAX_AGE, String.valueOf(maxAge.toSeconds()));
    if (!headers.isEmpty()) {
      environment.put(RuntimeContract.CORS_HEADERS, String.join(",", headers));
    }
    if (!exposedHeaders.isEmpty()) {
      environment.put(RuntimeContract.CORS_EXPOSED_HEADERS, String.join(",", exposedHeaders));
    }
    if (credentials) {
      environment.put(RuntimeContract.CORS_CREDENTIALS, "true");
    }
    return environment;
  }

  /**
   * Returns whether ingress-nginx can give the same answers as the runtime. Its versions for the
   * Ingresses of Kubeless know one origin, and allow all if there are several.
   */
  boolean nginxAgrees() {
    return origins.size() == 1;
  }

  /** Returns the annotations with which ingress-nginx gives the same answers. */
  SortedMap<String, String> nginxAnnotations() {
    SortedMap<String, String> annotations = new TreeMap<>();
    annotations.put(NGINX + "allow-origin", origins.get(0));
    annotations.put(NGINX + "allow-credentials", String.valueOf(credentials));
    annotations.put(NGINX + "max-age", String.valueOf(maxAge.toSeconds()));
    list(annotations, "allow-methods", methods);
    list(annotations, "allow-headers", headers);
    list(annotations, "expose-headers", exposedHeaders);
    return annotations;
  }

  /** Adds a list, except an asterisk, which ingress-nginx does not accept. */
  private static void list(SortedMap<String, String> annotations, String name, List<String> list) {
    if (!list.isEmpty() && !list.contains(ANY)) {
      annotations.put(NGINX + name, String.join(", ", list));
    }
  }
}
