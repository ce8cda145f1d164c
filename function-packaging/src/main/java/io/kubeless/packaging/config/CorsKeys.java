package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.DURATION;
import static io.kubeless.packaging.config.Key.Type.FLAG;
import static io.kubeless.packaging.config.Key.Type.LIST;

import io.kubeless.packaging.manifest.Cors;
import io.kubeless.packaging.model.Message;
import io.kubeless.runtime.RuntimeContract;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The keys below {@code cors}. */
final class CorsKeys {
  private static final String PARENT = "cors";
  private static final String ANY = "*";
  private static final Pattern ORIGIN =
      Pattern.compile("\\*|https?://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(:[1-9]\\d{0,4})?");
  private static final Pattern DEFAULT_PORT = Pattern.compile("http:.*:80|https:.*:443");
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

  private CorsKeys() {}

  static List<Key> keys() {
    return List.of(
        new Key(
            "cors.origins",
            LIST,
            "none; required with other keys of cors",
            "Origins whose pages may call the function in a browser, or * for all.",
            "[https://shop.acme.com]"),
        new Key("cors.methods", LIST, "GET, HEAD, POST", "Methods of such calls.", "[GET, PUT]"),
        new Key(
            "cors.headers",
            LIST,
            "content-type, and authorization with auth",
            "Header fields of such calls.",
            "[content-type, x-trace]"),
        new Key(
            "cors.exposedHeaders",
            LIST,
            "those that the Fetch standard lists",
            "Header fields of responses that pages may read.",
            "[x-total-count]"),
        new Key(
            "cors.credentials",
            FLAG,
            "false",
            "Whether browsers may send cookies and logins; not with *.",
            "true"),
        new Key(
            "cors.maxAge",
            DURATION,
            RuntimeContract.DEFAULT_CORS_MAX_AGE + "s",
            "How long browsers may keep the answer to a preflight.",
            "1h"));
  }

  /** Returns the settings; empty if there are none. Invalid ones are reported. */
  static Optional<Cors> read(MappingReader trigger, boolean authenticated) {
    if (!trigger.hasMap(PARENT)) {
      return Optional.empty();
    }
    MappingReader values = trigger.below(PARENT);
    List<String> origins = origins(trigger, values);
    List<String> methods =
        list(values, "methods", List.of("GET", "HEAD", "POST")).stream()
            .map(method -> method.toUpperCase(Locale.ROOT)) // as browsers send them
            .toList();
    List<String> headers =
        list(
            values,
            "headers",
            authenticated ? List.of("content-type", "authorization") : List.of("content-type"));
    List<String> exposed = list(values, "exposedHeaders", List.of());
    boolean credentials = values.flag("credentials");
    if (credentials
        && Stream.of(origins, methods, headers, exposed).anyMatch(list -> list.contains(ANY))) {
      values.wrong(
          "credentials",
          Message.of("is true together with *"),
          Message.of("every page on the web could call the function with the user's cookies"),
          Message.of("list the origins, methods and header fields"));
    }
    return Optional.of(
        new Cors(
            origins,
            methods,
            headers,
            exposed,
            credentials,
            values.duration("maxAge", Duration.ofSeconds(RuntimeContract.DEFAULT_CORS_MAX_AGE))));
  }

  private static List<String> origins(MappingReader trigger, MappingReader values) {
    List<String> origins = values.list("origins");
    if (origins.isEmpty()) {
      trigger.wrong(
          PARENT,
          Message.of("has no origins"),
          Message.of("no page could call the function"),
          Message.of("add origins: [https://shop.acme.com]"));
    }
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches() || DEFAULT_PORT.matcher(origin).matches()) {
        values.wrong(
            "origins",
            Message.of("is not valid: %s", origin),
            Message.of(
                "a scheme and a host in lower case are expected, with a port only if it is not the"
                    + " default, and without a slash at the end"),
            Message.of("write for example origins: [https://shop.acme.com]"));
      }
    }
    alone(values, "origins", origins);
    return origins;
  }

  private static List<String> list(MappingReader values, String key, List<String> otherwise) {
    List<String> list = values.has(key) ? values.list(key) : otherwise;
    for (String item : list) {
      if (!TOKEN.matcher(item).matches()) {
        values.wrong(
            key,
            Message.of("is not valid: %s", item),
            Message.of("names without spaces are expected"),
            Message.of("write for example %s: [x-trace]", key));
      }
    }
    alone(values, key, list);
    return list.isEmpty() ? otherwise : list;
  }

  private static void alone(MappingReader values, String key, List<String> list) {
    if (list.contains(ANY) && list.size() > 1) {
      values.wrong(
          key,
          Message.of("contains * and other values"),
          Message.of("* includes all others"),
          Message.of("write %s: ['*'], or remove the *", key));
    }
  }
}
