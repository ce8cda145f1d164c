package io.kubeless.runtime.auth;

import io.kubeless.runtime.json.JsonObjects;
import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of an issuer, at a URL or where the issuer's own document refers to.
 *
 * @param issuer value of {@code iss}
 * @param url URL of the JWK Set; empty if the document contains it
 * @param document returns the text at a URL
 * @see <a href="https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig">OpenID
 *     Connect Discovery, 4</a>
 */
record IssuerKeys(String issuer, Optional<URI> url, Document document)
    implements FetchedKeys.Fetch {
  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /** Returns the text at a URL. */
  interface Document {
    String get(URI url) throws IOException;
  }

  @Override
  public KeySet fetch() throws IOException {
    URI location = url.isPresent() ? url.get() : discovered();
    try {
      return KeySet.parse(document.get(location));
    } catch (InvalidJson e) {
      throw new IOException(location + " is not a JWK Set of up to 100 keys", e);
    }
  }

  private URI discovered() throws IOException {
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    URI location = URI.create(base + WELL_KNOWN);
    Map<String, Object> configuration;
    try {
      configuration = JsonObjects.read(document.get(location));
    } catch (InvalidJson e) {
      throw new IOException(location + " is not a JSON object", e);
    }
    if (!issuer.equals(configuration.get("issuer"))) {
      throw new IOException(location + " belongs to another issuer than " + issuer);
    }
    Optional<URI> found =
        configuration.get("jwks_uri") instanceof String text
            ? KeyUrl.parse(text)
            : Optional.empty();
    return found.orElseThrow(
        () -> new IOException(location + " contains no jwks_uri that is " + KeyUrl.EXPECTED));
  }
}
