package io.kubeless.controller;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Function resource with any content. Objects that were stored before there was a schema may have
 * fields of other types. With a class for the specification, a single one of them would prevent the
 * controller from reading all others.
 */
@Group("kubeless.io")
@Version("v1beta1")
@Kind("Function")
@Plural("functions")
public final class KubelessFunction extends CustomResource<JsonNode, JsonNode>
    implements Namespaced {

  /** Returns whether the image contains the runtime of this project. */
  boolean hasRuntime() {
    return FunctionRendering.hasRuntime(Optional.ofNullable(getMetadata().getAnnotations()));
  }

  @Override
  protected @Nullable JsonNode initSpec() {
    return null;
  }

  @Override
  protected @Nullable JsonNode initStatus() {
    return null;
  }
}
