package io.kubeless.controller.trigger;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.TreeNode;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import io.kubeless.packaging.model.KubernetesObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Function in the caches of triggers. It contains only what triggers need, as text, because each
 * kind of trigger has such a cache of all Functions.
 */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("Function")
@Plural("functions")
public final class StoredFunction extends CustomResource<StoredFunction.Text, Void>
    implements Namespaced {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A tree without the source of the function.
   *
   * @param json the tree as JSON
   */
  @JsonDeserialize(using = Reader.class)
  public record Text(String json) {
    /** Returns the tree, in copies of the resource too. */
    @Override
    @JsonValue
    @JsonRawValue
    public String json() {
      return json;
    }
  }

  /** Reads a tree of any type. */
  static final class Reader extends JsonDeserializer<Text> {
    @Override
    public Text deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      TreeNode tree = parser.readValueAsTree();
      if (tree instanceof ObjectNode object) {
        object.remove(List.of("function", "deps", "checksum"));
      }
      return new Text(String.valueOf(tree));
    }
  }

  @Override
  protected @Nullable Text initSpec() {
    return null;
  }

  @Override
  protected @Nullable Void initStatus() {
    return null;
  }

  @Override
  public void setMetadata(ObjectMeta metadata) {
    metadata.setManagedFields(List.of());
    super.setMetadata(metadata);
  }

  /** Returns the Function as a tree. */
  KubernetesObject object() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("apiVersion", getApiVersion());
    content.put("kind", getKind());
    Map<String, Object> metadata = new LinkedHashMap<>();
    metadata.put("name", getMetadata().getName());
    metadata.put("namespace", getMetadata().getNamespace());
    metadata.put("labels", getMetadata().getLabels());
    metadata.put("annotations", getMetadata().getAnnotations());
    content.put("metadata", metadata);
    Text spec = getSpec();
    if (spec != null) {
      try {
        content.put("spec", JSON.readValue(spec.json(), new TypeReference<Object>() {}));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e); // it was written by Jackson
      }
    }
    return new KubernetesObject(content);
  }
}
