package io.kubeless.controller;

import io.kubeless.controller.source.KubelessConfig;
import io.kubeless.controller.source.Rendered;
import io.kubeless.controller.source.SourceFunction;
import io.kubeless.controller.trigger.FunctionTriggers;
import io.kubeless.packaging.manifest.FunctionResource;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Target;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Chooses how a Function becomes objects. */
final class FunctionRendering {
  private static final Owner OWNER = new Owner(OwnedObjects.MANAGER);

  private FunctionRendering() {}

  /**
   * Returns whether the image of a Function contains the runtime of this project, so that its
   * objects are those of the plugin. All others have an image of somebody else, or source.
   *
   * @param annotations those of the Function; absent if there are none
   */
  static boolean hasRuntime(Optional<Map<String, String>> annotations) {
    return annotations.filter(each -> each.containsKey(Names.RUNTIME_PARTS)).isPresent();
  }

  /**
   * Returns the objects of a Function.
   *
   * @param hasRuntime whether its image contains the runtime of this project
   * @param triggers what it gets of its triggers
   * @throws io.kubeless.packaging.model.ProblemException if it is not valid
   */
  static Rendered of(
      KubernetesObject function,
      boolean hasRuntime,
      KubelessConfig config,
      FunctionTriggers triggers) {
    if (!hasRuntime) {
      Rendered rendered = SourceFunction.render(function, config);
      return new Rendered(
          Stream.concat(rendered.objects().stream(), triggers.objects().stream()).toList(),
          rendered.image());
    }
    FunctionResource read = FunctionResource.read(function, OWNER);
    return new Rendered(
        triggers
            .added(
                Manifests.of(
                    read.function().withTriggers(triggers.process()),
                    Target.KUBERNETES,
                    read.fragments()))
            .objects(),
        Optional.of(read.function().image().reference()));
  }
}
