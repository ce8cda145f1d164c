package io.kubeless.maven;

import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.delivery.ManifestBundle;
import io.kubeless.packaging.delivery.ManifestFiles;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.image.BuiltImage;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Pushes images, and writes manifests with their digests. */
final class ModulePush {
  private final GoalContext goal;

  ModulePush(GoalContext goal) {
    this.goal = goal;
  }

  /**
   * Pushes the images of the module that the goal runs in, and returns the zip file of their
   * manifests; absent if it has no functions.
   */
  Optional<Path> run() throws IOException {
    FunctionModule module = goal.ownModule();
    GoalSettings settings = module.settings();
    Path directory = settings.output();
    for (ConfiguredFunction each : module.functions()) {
      Function function = each.function();
      Requirements.requireRegistry(function.image(), function.name(), "the registry");
      goal.registries(settings).expectPush(function.image());
    }
    List<Function> all = new ArrayList<>();
    Map<String, Map<Target, Manifests>> manifests = new TreeMap<>();
    for (ConfiguredFunction configured : module.functions()) {
      Function function = configured.function();
      ResultFile result = new ResultFile(directory);
      Optional<String> built = result.digest(function.name(), "built");
      Destination registry =
          new Destination.Registry(
              digest -> built.ifPresent(b -> requireSame(function, b, digest, directory)),
              built.isPresent());
      BuiltImage pushed = goal.images(settings).build(module, function, registry);
      result.image(function, "pushed", pushed.digest(), Optional.empty());
      Function digested = function.withImage(function.image().withDigest(pushed.digest()));
      all.add(digested);
      manifests.put(function.name(), ManifestFiles.write(directory, digested, configured));
    }
    if (all.isEmpty()) {
      return Optional.empty();
    }
    // The name of the published file has the version; this one is the same for each build.
    Path zip = directory.resolveSibling(directory.getFileName() + ".zip");
    ManifestBundle.write(directory, settings.text(Setting.OVERLAY), all, manifests, zip);
    goal.log().info("manifests " + settings.directory().relativize(zip));
    return Optional.of(zip);
  }

  private static void requireSame(Function function, String built, String found, Path directory) {
    if (!built.equals(found)) {
      throw new ProblemException(
          Problem.of(
                  ErrorCode.IMAGE_CHANGED,
                  "The image of %s differs from the image that was built",
                  function.name())
              .at("%s", directory.resolve("result.json"))
              .because("built %s, now %s; nothing was pushed", built, found)
              .remedy("its files have changed since; run build and push in one mvn deploy"));
    }
  }
}
