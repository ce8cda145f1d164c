package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.cluster.ApiFailure;
import io.kubeless.packaging.cluster.KubernetesApi;
import io.kubeless.packaging.cluster.LiveObject;
import io.kubeless.packaging.manifest.ApiResource;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The Ingresses of a function that are no longer declared, but have a host and path that another of
 * its Ingresses now has. ingress-nginx refuses such an Ingress and names the one that it conflicts
 * with. Only in this case, the old one must be deleted before the new one is applied.
 *
 * @see <a
 *     href="https://kubernetes.github.io/ingress-nginx/how-it-works/#avoiding-outage-from-wrong-configuration">The
 *     validating webhook of ingress-nginx</a>
 */
final class SupersededIngresses {
  private final KubernetesApi api;
  private final Revision revision;
  private final Set<String> declared = new HashSet<>();

  SupersededIngresses(KubernetesApi api, Revision revision) {
    this.api = api;
    this.revision = revision;
    for (KubernetesObject object : revision.manifests().objects()) {
      if (ApiResource.of(object) == ApiResource.INGRESS) {
        declared.add(object.name());
      }
    }
  }

  /**
   * Returns the Ingresses that the refusal of an object names; empty for another kind or another
   * reason.
   */
  List<LiveObject> named(KubernetesObject object, ApiFailure refusal) throws ApiFailure {
    if (ApiResource.of(object) != ApiResource.INGRESS) {
      return List.of();
    }
    String owner = Names.ownerSelector(Names.ownerLabel(revision.owner(), revision.function()));
    List<LiveObject> named = new ArrayList<>();
    for (JsonNode content : api.list(ApiResource.INGRESS, owner)) {
      LiveObject live = new LiveObject(ApiResource.INGRESS, content);
      if (!declared.contains(live.name()) && names(refusal, live.name())) {
        named.add(live);
      }
    }
    return named;
  }

  private boolean names(ApiFailure refusal, String name) {
    String reference = Pattern.quote(api.connection().namespace() + "/" + name);
    return Pattern.compile(reference + "(?![-.a-z0-9])").matcher(refusal.message()).find();
  }
}
