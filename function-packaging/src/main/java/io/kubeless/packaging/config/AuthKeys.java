package io.kubeless.packaging.config;

import static io.kubeless.packaging.config.Key.Type.DURATION;
import static io.kubeless.packaging.config.Key.Type.LIST;
import static io.kubeless.packaging.config.Key.Type.TEXT;

import io.kubeless.packaging.manifest.HttpAuth;
import io.kubeless.packaging.model.Message;
import io.kubeless.runtime.RuntimeContract;
import io.kubeless.runtime.auth.KeyUrl;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys below {@code auth}. */
final class AuthKeys {
  private static final String PARENT = "auth";
  private static final List<String> OF_TOKENS =
      List.of("issuer", "audience", "jwksUrl", "claims", "clockSkew");
  private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]+");
  private static final Pattern VISIBLE = Pattern.compile("[!-+\\--~]+");
  private static final Pattern CLAIM = Pattern.compile("[!#-+\\--<>-\\[\\]-~]+(=[ -+\\--~]+)?");
  private static final Duration MOST_SKEW = Duration.ofMinutes(10);

  private AuthKeys() {}

  static List<Key> keys() {
    return List.of(
        new Key(
            "auth.type",
            "requests are not authenticated",
            "Credentials of requests: basic for users and passwords, jwt for signed tokens.",
            "basic",
            List.of(HttpAuth.BASIC, HttpAuth.JWT)),
        new Key(
            "auth.secret",
            TEXT,
            "required with basic; with jwt, the keys are fetched",
            "Name of the Secret with an htpasswd file in auth, or a JWK Set in jwks.json.",
            "orders-users"),
        new Key(
            "auth.callers",
            TEXT,
            "none; required with a cron trigger",
            "Name of the Secret with the token of callers inside the cluster, in the entry token.",
            "orders-callers"),
        new Key(
            "auth.realm",
            TEXT,
            "the function's name",
            "Name that browsers show when they ask for a password.",
            "orders"),
        new Key(
            "auth.issuer",
            TEXT,
            "required with jwt",
            "Issuer of the tokens, exactly as in iss.",
            "https://login.acme.com/realms/shop"),
        new Key(
            "auth.audience",
            LIST,
            "required with jwt",
            "Audiences, one of which a token must have in aud.",
            "orders"),
        new Key(
            "auth.jwksUrl",
            TEXT,
            "jwks_uri in <issuer>/.well-known/openid-configuration",
            "URL of the issuer's keys.",
            "https://login.acme.com/keys"),
        new Key(
            "auth.claims",
            LIST,
            "only iss, aud and exp",
            "Claims that a token must have, each as name or name=value.",
            "[scope=orders:write]"),
        new Key(
            "auth.clockSkew",
            DURATION,
            RuntimeContract.DEFAULT_CLOCK_SKEW + "s",
            "How much the issuer's clock may differ, up to 10m.",
            "5s"));
  }

  /** Returns the settings; empty if there are none. Invalid ones are reported. */
  static Optional<HttpAuth> read(MappingReader trigger) {
    if (!trigger.hasMap(PARENT)) {
      return Optional.empty();
    }
    MappingReader values = trigger.below(PARENT);
    Optional<String> type = values.word("type");
    if (!values.has("type")) {
      trigger.wrong(
          PARENT,
          Message.of("has no type"),
          Message.of("it determines how requests are authenticated"),
          Message.of("add type: basic or type: jwt"));
    }
    boolean jwt = type.equals(Optional.of(HttpAuth.JWT));
    Optional<String> secret = secret(values, "secret");
    if (type.equals(Optional.of(HttpAuth.BASIC))) {
      required(
          values, "secret", "secret: orders-users, the name of a Secret with an htpasswd file");
      OF_TOKENS.forEach(key -> refuse(values, key));
    }
    return Optional.of(
        new HttpAuth(
            type.orElse(HttpAuth.BASIC),
            values.text(
                "realm",
                REALM,
                Message.of("ASCII without quotes and backslashes is expected"),
                "shop"),
            secret,
            secret(values, "callers"),
            jwt ? Optional.of(token(values)) : Optional.empty()));
  }

  private static HttpAuth.Token token(MappingReader values) {
    required(values, "issuer", "issuer: https://login.acme.com/realms/shop");
    required(values, "audience", "audience: orders");
    String issuer = values.text("issuer").orElse("");
    Optional<String> jwksUrl = values.text("jwksUrl");
    if (jwksUrl.isPresent() && values.has("secret")) {
      values.wrong(
          "jwksUrl",
          Message.of("is set together with secret"),
          Message.of("the keys are either fetched or mounted"),
          Message.of("remove one of the two"));
    } else if (jwksUrl.isPresent()) {
      url(values, "jwksUrl", jwksUrl.get());
    } else if (values.has("issuer") && !values.has("secret")) {
      url(values, "issuer", issuer);
    }
    list(values, "audience", VISIBLE, Message.of("a name without spaces and commas is expected"));
    list(values, "claims", CLAIM, Message.of("name or name=value is expected, without commas"));
    Optional<Duration> skew =
        values.has("clockSkew")
            ? Optional.of(values.duration("clockSkew", Duration.ofSeconds(1)))
            : Optional.empty();
    if (skew.filter(each -> each.compareTo(MOST_SKEW) > 0).isPresent()) {
      values.wrong(
          "clockSkew",
          Message.of("is longer than 10m"),
          Message.of("expired tokens would be accepted for that time"),
          Message.of("write for example clockSkew: 60s"));
    }
    return new HttpAuth.Token(
        issuer, values.list("audience"), jwksUrl, values.list("claims"), skew);
  }

  private static Optional<String> secret(MappingReader values, String key) {
    return values.text(
        key, DnsNames.SUBDOMAIN, Message.of("the name of a Secret is expected"), "orders-" + key);
  }

  private static void url(MappingReader values, String key, String url) {
    if (KeyUrl.parse(url).isEmpty()) {
      values.wrong(
          key,
          Message.of("is not valid: %s", url),
          Message.of("keys are fetched from %s", KeyUrl.EXPECTED),
          Message.of("write for example %s: https://login.acme.com", key));
    }
  }

  private static void list(MappingReader values, String key, Pattern form, Message why) {
    for (String item : values.list(key)) {
      if (!form.matcher(item).matches()) {
        values.wrong(
            key,
            Message.of("is not valid: %s", item),
            why,
            Message.of("write for example %s: [email]", key));
      }
    }
  }

  private static void required(MappingReader values, String key, String example) {
    if (!values.has(key)) {
      values.wrong(key, Message.of("is missing"), Message.empty(), Message.of("write %s", example));
    }
  }

  private static void refuse(MappingReader values, String key) {
    if (values.has(key)) {
      values.wrong(
          key,
          Message.of("is set with type: basic"),
          Message.of("passwords have no tokens"),
          Message.of("remove it, or write type: jwt"));
    }
  }
}
