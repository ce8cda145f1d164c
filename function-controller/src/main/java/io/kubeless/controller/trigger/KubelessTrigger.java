package io.kubeless.controller.trigger;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.kubeless.packaging.model.KubernetesObject;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trigger resource with any content, for the same reason as a Function: a single object with a
 * field of another type must not prevent the controller from reading all others.
 */
public abstract class KubelessTrigger extends CustomResource<JsonNode, JsonNode>
    implements Namespaced {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Creates a resource without content. */
  protected KubelessTrigger() {}

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable JsonNode initStatus() {
    return null;
  }

  /** Returns the resource as a tree. */
  public KubernetesObject object() {
    return new KubernetesObject(
        JSON.convertValue(this, new TypeReference<Map<String, Object>>() {}));
  }
}
