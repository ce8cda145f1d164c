package io.kubeless.packaging.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.kubeless.packaging.manifest.Names;
import java.util.Optional;

/**
 * A function in the record of its objects, which its deployment has written.
 *
 * @param name name of the function
 * @param owner name of the owner
 * @param target the kind of objects that it has
 */
public record RecordedFunction(String name, String owner, String target) {

  /** Reads a ConfigMap; empty if it is not such a record. */
  public static Optional<RecordedFunction> of(JsonNode configMap) {
    AppliedSet set = AppliedSet.of(configMap);
    return Names.parent(set.function()).equals(configMap.at("/metadata/name").asText())
        ? Optional.of(new RecordedFunction(set.function(), set.owner(), set.target()))
        : Optional.empty();
  }
}
